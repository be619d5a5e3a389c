"""`elaas` as a process of its own, and a port for it."""

import os
import socket
import subprocess
import sys

ELAAS = (sys.executable, "-m", "elaas")
PATIENCE = 180  # seconds for a command on a busy machine


def environment(**changes: str) -> dict[str, str]:
    """Our own environment without eLås' variables, with `changes`."""
    ours = ("ELAAS_", "DJANGO_", "PORT", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **changes}


def run(*arguments: object, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run `elaas` with these arguments to its end, with `changes` to the environment."""
    return subprocess.run(
        [*ELAAS, *map(str, arguments)],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
        return number
