"""All of it at once: a log that grows, its witness, and somebody who follows from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elaas.database.secret import write_once
from elaas.ledger.models import Cosignature, Entry
from elaas.tlog.cosignature import COSIGNATURE
from elaas.tlog.note import key_told
from tests.air import rig
from tests.commands import ELAAS, environment, free_port, run
from tests.jobs.worker import settings, until, working
from tests.ledger.log import SIGNER, append


@contextmanager
def witness(folder: Path) -> Iterator[str]:
    """A witness in a process of its own; answers what the log's settings say of it."""
    made = run("witness", "init", "--name", "witness.example/w1", "--folder", folder)
    key = key_told(made.stdout.strip(), kinds=(COSIGNATURE,))
    port = free_port()
    command = [*ELAAS, "witness", "run", "--log", str(SIGNER.key), "--folder", str(folder)]
    with rig.program(*command, "--port", str(port), env=environment()):
        yield f"http://127.0.0.1:{port} {key}"


def test_a_log_is_witnessed_and_followed_from_outside(database_url: str, tmp_path: Path) -> None:
    write_once(tmp_path / "keys" / "log.key", SIGNER.encode().encode())
    port = free_port()
    state = tmp_path / "seen"
    with witness(tmp_path / "witness") as named:
        env = settings(database_url, tmp_path, ELAAS_WITNESSES=named, PORT=str(port))
        asked = ["audit", "--url", f"http://127.0.0.1:{port}/log", "--key", SIGNER.key]
        asked += ["--state", state, "--witness", named.partition(" ")[2], "--wait", 120]
        with rig.program(*ELAAS, "serve", env=env), working(env):
            for count in (300, 20):
                append(count)
                size = Entry.objects.count()
                until(Cosignature.objects.filter(head=size).exists)

                told = run(*asked)

                assert told.returncode == 0, told.stderr
                assert f"to {size} entries" in told.stdout
                assert "witness.example/w1 saw the same log" in told.stdout
