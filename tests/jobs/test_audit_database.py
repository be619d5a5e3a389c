"""`elaas audit --database` says what it looked at and what it found, and answers accordingly."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from elaas.alarms.models import AuditRun
from elaas.ledger.operations.sequence import publish
from elaas.tlog.note import Signer
from tests.commands import run
from tests.ledger.log import NOW, append

KEPT = Signer("log.example/elaas", bytes(range(32)))


@pytest.fixture
def kept(tmp_path: Path, database_url: str) -> Path:
    """A log of three entries, and its checkpoint in a file outside; the log then goes on."""
    append(3)
    file = tmp_path / "checkpoint"
    file.write_bytes(publish(signer=KEPT, now=NOW).note)
    append(2)
    publish(signer=KEPT, now=NOW)
    return file


def audit(database_url: str, folder: Path, *more: object) -> CompletedProcess[str]:
    told = ("audit", "--database", "--key", KEPT.key, *more)
    return run(*told, ELAAS_DATABASE_URL=database_url, ELAAS_DATA=str(folder))


def test_a_log_as_it_was_written(kept: Path, database_url: str, tmp_path: Path) -> None:
    done = audit(database_url, tmp_path, "--state", kept)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Everything is as it was written")
    assert [(run.faults, run.outside) for run in AuditRun.objects.all()] == [(0, 3)]
    assert "No checkpoint from outside" not in done.stdout


def test_without_a_checkpoint_from_outside_it_says_what_that_means(
    kept: Path, database_url: str, tmp_path: Path
) -> None:
    done = audit(database_url, tmp_path)

    assert done.returncode == 0, done.stderr
    assert "a log that was made anew looks the same" in done.stdout


def test_a_fault_is_named_and_fails(kept: Path, database_url: str, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE ledger_entry SET body = body || ' ' WHERE id = (%s)", [_second()])
        cursor.execute("SET session_replication_role = DEFAULT")

    done = audit(database_url, tmp_path, "--state", kept)

    assert done.returncode == 1
    assert done.stdout.splitlines() == ["entry 1: it is not what stands in the tree", "1 fault."]
    assert [(run.faults, run.outside) for run in AuditRun.objects.all()] == [(1, 3)]


def test_a_copy_that_takes_no_changes_is_audited_all_the_same(
    kept: Path, database_url: str, tmp_path: Path
) -> None:
    copy = make_conninfo(database_url, options="-c default_transaction_read_only=on")

    done = audit(copy, tmp_path, "--state", kept)

    assert done.returncode == 0, done.stderr
    assert "This audit could not be noted" in done.stderr
    assert not AuditRun.objects.exists()


def _second() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM ledger_leaf WHERE seq = 1")
        number: int = cursor.fetchone()[0]
        return number


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), (b"no checkpoint\n", "holds no checkpoint of this log")],
)
def test_a_state_that_is_none(
    database_url: str, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "state"
    if content is not None:
        file.write_bytes(content)

    done = audit(database_url, tmp_path, "--state", file)

    assert done.returncode == 1
    assert said in done.stderr
