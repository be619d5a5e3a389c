"""`elaas publish` publishes at once and says what, or why it could not."""

import base64
from pathlib import Path

import psycopg
import pytest
from pytest_django import Settings

from elaas.database.secret import write_once
from elaas.jobs.publish_at_once import publish_at_once
from elaas.jobs.stop import Stop
from elaas.ledger.models import Head
from elaas.ledger.operations.sequence import SEQUENCER_LOCK, publish
from elaas.ledger.queries import tree
from elaas.tlog.note import Signer
from tests.commands import run
from tests.ledger.log import NOW, SIGNER, append

OTHER = Signer("log.example/elaas", bytes(32))


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> Path:
    """Where the log's key belongs; the log was signed with it, and there is more to publish."""
    settings.DATA = tmp_path
    append(3)
    publish(signer=SIGNER, now=NOW)
    append(1)
    return tmp_path / "keys" / "log.key"


def test_it_publishes_at_once_and_says_what(database_url: str, tmp_path: Path) -> None:
    append(3)
    where = {"ELAAS_DATABASE_URL": database_url, "ELAAS_DATA": str(tmp_path)}

    first = run("publish", **where)
    again = run("publish", **where)

    head = tree.head()
    assert head is not None
    told = f"3 entries, root {base64.b64encode(head.edge.root).decode()}.\n"
    assert (first.returncode, first.stdout) == (0, f"Published: {told}"), first.stderr
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("Nothing is new since ")
    assert again.stdout.endswith(f" UTC: {told}")


@pytest.mark.django_db
def test_a_log_whose_key_is_gone_gets_no_other_key_by_this(key: Path) -> None:
    with pytest.raises(Stop, match=r"log\.key cannot be used: No such file or directory"):
        publish_at_once()

    assert not key.exists()
    assert Head.objects.count() == 1


@pytest.mark.django_db
def test_another_key_signs_nothing(key: Path) -> None:
    write_once(key, OTHER.encode().encode())

    with pytest.raises(Stop, match="The log was signed with another key than this one"):
        publish_at_once()

    assert Head.objects.count() == 1


def test_it_does_not_wait_for_ever_for_another_that_publishes(database_url: str, key: Path) -> None:
    write_once(key, SIGNER.encode().encode())
    with psycopg.connect(database_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        with pytest.raises(Stop, match=r"Another process is publishing, .* within 0\.1 seconds"):
            publish_at_once(longest=0.1)
        other.rollback()

    assert publish_at_once(longest=0.1).startswith("Published: 4 entries, root ")
