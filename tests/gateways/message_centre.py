"""An SMPP message centre that is not ours, from npm, run for the tests."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import npm

PROGRAM = Path(__file__).parent.parent / "smpp_server"
READY = "READY "


@dataclass
class Centre:
    """Its port, and what it was given."""

    port: str
    given: list[dict[str, Any]] = field(default_factory=list)

    def settings(self) -> dict[str, str]:
        """The environment that leads here."""
        return {
            "ELAAS_SMS": "smpp",
            "ELAAS_SMS_SENDER": "Trondheim",
            "ELAAS_SMPP_HOST": "127.0.0.1",
            "ELAAS_SMPP_PORT": self.port,
            "ELAAS_SMPP_USER": "elaas",
            "ELAAS_SMPP_PASSWORD": "secret",
            "ELAAS_SMPP_PLAIN": "1",
        }


@contextmanager
def running(pem: Path | None = None) -> Iterator[Centre]:
    """It runs for as long as the block does; with a file of key and certificate over TLS."""
    npm.install(PROGRAM)
    command = ["node", "server.mjs", *([str(pem)] if pem else [])]
    with subprocess.Popen(command, cwd=PROGRAM, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith(READY), line
        centre = Centre(line.removeprefix(READY).strip())
        lines = process.stdout

        def note() -> None:
            for told in lines:
                centre.given.append(json.loads(told))

        reader = threading.Thread(target=note)
        reader.start()
        try:
            yield centre
        finally:
            process.terminate()
            reader.join()
