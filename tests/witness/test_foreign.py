"""A witness that is not ours can stand in for ours: it is asked, answers and is believed alike."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from elaas.gateways import witness as gateway
from elaas.ledger.models import Cosignature
from elaas.ledger.operations.sequence import publish
from elaas.ledger.operations.witnessed import have_witnessed
from elaas.ledger.witnesses import NotAnswered, Refused, StandsAt, Witness
from elaas.tlog.add_checkpoint import AddCheckpoint
from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.cosignature import cosigned_at
from elaas.tlog.note import note_in
from tests.ledger.log import SIGNER, append
from tests.witness import foreign
from tests.witness.log import checkpoint

pytestmark = pytest.mark.django_db


def now() -> datetime:
    """What the witness's own clock says."""
    return datetime.now(tz=UTC)  # noqa: TID251  (the witness reads the clock, too)


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    foreign.install()
    with foreign.running(tmp_path / "witness", SIGNER.key) as one:
        yield one


def grow(count: int) -> None:
    append(count)
    publish(signer=SIGNER, now=now())


def test_it_follows_our_log_and_names_one_that_it_did_not_see(
    witness: Witness, client: Client
) -> None:
    for count in (3, 300):
        grow(count)
        assert have_witnessed(witness, ask=gateway.ask, now=now()) is None
    note = note_in(client.get("/log/checkpoint").content)
    seen_at = cosigned_at(note, witness.key)
    assert seen_at is not None
    assert abs(seen_at - now().timestamp()) < timedelta(minutes=5).total_seconds()

    def lost(url: str, asked: AddCheckpoint) -> NotAnswered:
        gateway.ask(url, asked)
        return NotAnswered("the line broke")

    grow(1)
    assert have_witnessed(witness, ask=lost, now=now())
    grow(1)  # it says where it stands, and gets another proof
    assert have_witnessed(witness, ask=gateway.ask, now=now()) is None
    sizes = Cosignature.objects.order_by("head").values_list("head", flat=True)
    assert list(sizes) == [3, 303, 305]

    other = Checkpoint(SIGNER.name, 306, bytes(32)).signed(SIGNER).encode()
    assert isinstance(gateway.ask(witness.url, AddCheckpoint(305, (), other)), Refused)
    assert gateway.ask(witness.url, AddCheckpoint(7, (), other)) == StandsAt(305)
    grow(1)
    assert have_witnessed(witness, ask=gateway.ask, now=now()) is None  # the honest one goes on


def test_it_does_not_cosign_for_a_log_it_does_not_follow(witness: Witness) -> None:
    of_another_log = AddCheckpoint(0, (), checkpoint(3))

    answer = gateway.ask(witness.url, of_another_log)

    assert isinstance(answer, NotAnswered)
    assert "404" in answer.why
