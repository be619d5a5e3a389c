"""The demo's programs, each an `elaas` command in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from elaas.jobs.stop import Stop

STOP_SECONDS = 20  # for the others to finish what they are doing


@contextmanager
def started(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[str]:
    """One from when it is ready until the block ends; answers the line by which it said so.

    It is no part of the terminal's foreground group: Ctrl-C reaches us, and we stop it.
    Raises Stop when it does not start.
    """
    environment = {**os.environ, "ELAAS_DEMO": "1", **settings}
    process = subprocess.Popen(  # noqa: S603  (our own command)
        [sys.executable, "-m", "elaas", *command],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        says = process.stdout.readline() if process.stdout else ""
        if not says:
            raise Stop(f"`elaas {command[0]}` does not start.")
        yield says
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
