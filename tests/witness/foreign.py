"""A C2SP witness that is not ours (aics-witness, from PyPI), run for the tests."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elaas.ledger.witnesses import Witness
from elaas.tlog.cosignature import COSIGNATURE
from elaas.tlog.note import Key, key_told
from tests.commands import PATIENCE, environment, free_port

LISTED = Path(__file__).parents[2] / "requirements" / "witness.txt"
PROGRAM = Path(sys.prefix) / "foreign-witness"
NAME = "witness.example/foreign"


def install() -> None:
    """Fetch it unless that was done before."""
    PROGRAM.mkdir(exist_ok=True)
    done = PROGRAM / "done"
    with (PROGRAM / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists() and done.read_text() == LISTED.read_text():
            return
        uv = Path(sys.executable).with_name("uv")
        where = ["--target", str(PROGRAM / "site"), "--requirement", str(LISTED)]
        # Its packages say 3.12 and need no more than 3.11.
        how = ["--quiet", "--no-deps", "--require-hashes", "--python-version", "3.12"]
        subprocess.run(
            [uv, "pip", "install", *how, *where], check=True, capture_output=True, timeout=PATIENCE
        )
        done.write_text(LISTED.read_text())


@contextmanager
def running(folder: Path, log: Key) -> Iterator[Witness]:
    """A new one that follows this log, in a process of its own."""
    where = {"PYTHONPATH": str(PROGRAM / "site"), "AICS_WITNESS_CONFIG": str(folder / "w.json")}
    env = environment(**where)
    told = [sys.executable, "-m", "aics_witness"]

    def say(*more: str) -> str:
        done = subprocess.run(
            [*told, *more], env=env, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        return done.stdout

    folder.mkdir()
    key = say("init", "--name", NAME).strip().splitlines()[-1]
    say("add-log", "--origin", log.name, "--vkey", str(log))
    port = free_port()
    command = [*told, "serve", "--listen", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            assert any("listening on" in line for line in process.stderr), "it did not start"
            yield Witness(f"http://127.0.0.1:{port}", key_told(key, kinds=(COSIGNATURE,)))
        finally:
            process.terminate()
            process.wait(PATIENCE)
