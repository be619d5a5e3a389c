"""A FHIR server that is not ours, from npm, run for the tests."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.intake.bundles import Resource

PROGRAM = Path(__file__).parent.parent / "fhir_server"
READY = "READY "


@contextmanager
def running() -> Iterator[str]:
    """The address of the server, as long as the block lasts; it begins empty."""
    command = ["node", "server.mjs"]
    with subprocess.Popen(command, cwd=PROGRAM, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith(READY):
                message = f"The FHIR server did not start: {line}"
                raise RuntimeError(message)
            yield f"http://127.0.0.1:{line.removeprefix(READY).strip()}"
        finally:
            process.terminate()


def put(address: str, *resources: Resource) -> list[Resource]:
    """Store these, one after another; answers those that the server refuses."""
    refused = []
    with httpx.Client() as client:
        for resource in resources:
            place = f"{address}/{resource['resourceType']}/{resource['id']}"
            if client.put(place, json=resource).is_error:
                refused.append(resource)
    return refused
