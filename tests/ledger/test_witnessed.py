"""The log has its head cosigned by a witness, and notices when it is not believed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from elaas.gateways import witness as gateway
from elaas.ledger.models import Cosignature
from elaas.ledger.operations.sequence import publish
from elaas.ledger.operations.witnessed import Problem, have_witnessed
from elaas.ledger.queries.witnesses import last_checks, to_show, witnessed
from elaas.ledger.witnesses import (
    Cosigned,
    NotAnswered,
    Refused,
    StandsAt,
    Witness,
    witness_named,
)
from elaas.tlog.add_checkpoint import AddCheckpoint
from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.cosignature import cosigned_at
from elaas.tlog.note import Signer, note_in
from tests.ledger.log import NOW, SIGNER, append
from tests.witness.log import AT, WITNESS, answering, cosigner, made

pytestmark = pytest.mark.django_db
THEN = datetime.fromtimestamp(AT, tz=UTC)


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    """A real one, that follows this log."""
    with answering(cosigner(made(tmp_path / "witness"), SIGNER.key)) as url:
        yield Witness(url, WITNESS.key)


def grow(count: int) -> None:
    append(count)
    publish(signer=SIGNER, now=NOW)


def test_each_head_is_cosigned_once_and_the_checkpoint_shows_it(
    witness: Witness, client: Client
) -> None:
    for count in (3, 300):
        grow(count)
        for _ in range(2):
            assert have_witnessed(witness, ask=gateway.ask, now=THEN) is None

    note = note_in(client.get("/log/checkpoint").content)
    note.check(SIGNER.key)
    assert cosigned_at(note, witness.key) == AT
    assert Cosignature.objects.count() == 2
    assert [(one.size, one.seen_at) for one in last_checks([witness])] == [(303, THEN)]


def test_pages_get_the_newest_head_that_is_witnessed(witness: Witness) -> None:
    assert witnessed([witness]) is None
    grow(3)
    have_witnessed(witness, ask=gateway.ask, now=THEN)
    grow(2)

    found = witnessed([witness])

    assert found
    assert (found.head.size, found.checks[0].witness) == (3, WITNESS.name)
    assert cosigned_at(note_in(found.note), witness.key) == AT
    assert witnessed([]) is None


def test_without_a_published_head_nobody_is_asked(witness: Witness) -> None:
    assert have_witnessed(witness, ask=gateway.ask, now=THEN) is None
    assert not Cosignature.objects.exists()


def test_a_witness_whose_answer_was_lost_is_asked_again_from_where_it_stands(
    witness: Witness,
) -> None:
    def lost(url: str, asked: AddCheckpoint) -> NotAnswered:
        gateway.ask(url, asked)
        return NotAnswered("the line broke")

    grow(3)
    assert have_witnessed(witness, ask=lost, now=THEN) == Problem("the line broke")
    grow(5)

    assert have_witnessed(witness, ask=gateway.ask, now=THEN) is None
    assert [one.size for one in last_checks([witness])] == [8]


def test_a_log_that_is_not_the_one_the_witness_saw_is_told_so(tmp_path: Path) -> None:
    seen = cosigner(made(tmp_path / "witness"), SIGNER.key)
    other = Checkpoint(SIGNER.name, 5, bytes(32)).signed(SIGNER).encode()
    assert seen.add_checkpoint(AddCheckpoint(0, (), other).encode(), time=AT).status == 200
    with answering(seen) as url:
        for count, why in ((3, "has seen 5 entries"), (2, "another log of 5"), (4, "only grew")):
            grow(count)
            problem = have_witnessed(Witness(url, WITNESS.key), ask=gateway.ask, now=THEN)

            assert problem
            assert problem.serious
            assert why in problem.why
    assert not Cosignature.objects.exists()


def test_a_witness_that_does_not_answer_is_a_problem_and_no_more() -> None:
    grow(3)

    problem = have_witnessed(Witness("http://127.0.0.1:9", WITNESS.key), ask=gateway.ask, now=THEN)

    assert problem
    assert not problem.serious


def test_a_cosignature_that_does_not_hold_is_not_kept(witness: Witness) -> None:
    grow(3)
    impostor = Witness(witness.url, Signer(WITNESS.name, bytes(32), WITNESS.kind).key)
    ahead = THEN - timedelta(hours=1)

    for other, now in ((impostor, THEN), (witness, ahead)):
        assert have_witnessed(other, ask=gateway.ask, now=now)
    assert not Cosignature.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [
        Cosigned(b""),
        Cosigned(b"rubbish\n"),
        StandsAt(1),
        StandsAt(99),
        Refused("no"),
        NotAnswered(""),
    ],
)
def test_whatever_it_answers_nothing_false_is_kept(
    answer: Cosigned | StandsAt | Refused | NotAnswered,
) -> None:
    grow(3)
    olds = []

    def ask(url: str, asked: AddCheckpoint) -> Cosigned | StandsAt | Refused | NotAnswered:
        olds.append(asked.old)
        return answer

    witness = Witness("https://witness.example", WITNESS.key)

    assert isinstance(have_witnessed(witness, ask=ask, now=THEN), Problem)
    assert len(olds) <= 3
    assert not Cosignature.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://witness.example",
        f"http://witness.example {WITNESS.key}",
        f"witness.example {WITNESS.key}",
        f"https://witness.example {SIGNER.key}",
        f"https://witness.example {str(WITNESS.key)[:-1]}",
        f"https://witness.example {Signer('x' * 200, bytes(32), WITNESS.kind).key}",
    ],
)
def test_what_names_no_witness_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"«|no key"):
        witness_named(text)


def test_a_witness_is_named_by_address_and_key() -> None:
    for url in ("https://witness.example/x", "http://127.0.0.1:8480", "http://localhost:1"):
        assert witness_named(f"{url}/ {WITNESS.key}") == Witness(url, WITNESS.key)


def test_pages_prove_by_the_largest_head_that_is_cosigned_and_else_by_the_newest(
    witness: Witness,
) -> None:
    other = Witness(witness.url, SIGNER.key)
    assert to_show([witness]) is None
    grow(3)
    [unseen] = [to_show([witness])]
    assert unseen is not None
    assert (unseen[0].size, unseen[1]) == (3, unseen[0].note)

    assert have_witnessed(witness, ask=gateway.ask, now=THEN) is None
    grow(2)

    for asked in ([witness], [other, witness]):
        seen, told = to_show(asked), witnessed(asked)
        assert seen is not None
        assert told is not None
        assert seen == (told.head, told.note)
        assert seen[0].size == 3
    for nobody in ([], [other]):
        newest = to_show(nobody)
        assert newest is not None
        assert newest[0].size == 5
