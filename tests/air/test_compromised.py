"""A lock whose keys somebody has: what it says costs a phone neither its receipts nor its time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from elaas.demo.phone import opening, words
from elaas.demo.phone.bundle import claims_of
from elaas.demo.phone.phone import MOST_AT_ONCE, MOST_BYTES, Attempt, batches
from elaas.gateways.radio import Link
from elaas.lock.files import Folder
from elaas.lock.handshake import Handshake
from elaas.lock.identity import Identity
from elaas.protocol import cbor
from elaas.protocol.cose import PrivateKey, sign1
from elaas.protocol.receipt import Outcome, Receipt
from elaas.protocol.session import Seal
from tests.air import rig
from tests.air.rig import House

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
Said = tuple[int, Any]


@dataclass(slots=True)
class Compromised:
    """A lock that is genuine by its keys, and says of each command what it likes."""

    house: House
    says: Callable[["Compromised", list[Any]], Said | Awaitable[Said]]
    asked: list[str] = field(default_factory=list)
    cti: bytes = b""
    handshake: Handshake | None = None
    seals: tuple[Seal, Seal] | None = None

    @property
    def identity(self) -> Identity:
        """The stolen keys."""
        return Identity.load(Folder(self.house.lock_folder))

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:  # noqa: ARG002  (one lock only)
        """As any radio."""
        yield self

    async def request(self, frame: bytes) -> bytes:
        """As any link."""
        if frame[:1] == b"\x01":
            self.handshake = Handshake(self.identity)
            return b"\x02" + self.handshake.message_2(frame[1:])
        if frame[:1] == b"\x03":
            return b"\x04" + await self.answer(self.first(frame))
        assert self.seals is not None
        return b"\x06" + await self.answer(cbor.decode(self.seals[0].open(frame[1:])))

    def first(self, frame: bytes) -> list[Any]:
        """Command 0 without its credential."""
        size = 3 + int.from_bytes(frame[1:3], "big")
        assert self.handshake is not None
        _, *seals = self.handshake.finish(frame[3:size])
        self.seals = seals[0], seals[1]
        token, *command = cbor.decode(self.seals[0].open(frame[size:]))
        self.cti = claims_of(token).cti
        return list(command)

    async def answer(self, command: list[Any]) -> bytes:
        """What it says, sealed."""
        self.asked.append(command[0])
        said = self.says(self, command)
        outcome, body = said if isinstance(said, tuple) else await said
        assert self.seals is not None
        return self.seals[1].seal(cbor.encode([outcome, body]))

    def receipt(self, key: PrivateKey | None = None, **changes: Any) -> bytes:
        """A receipt for this opening, with some fields changed or by another key."""
        fields = {
            "lock_id": "L-0042", "seq": 7, "previous": bytes(32), "time": 1, "uncertainty": 1,
            "operation": "open", "outcome": Outcome.DONE, "cti": self.cti, "epoch": 0,
            "battery": 100,
        }  # fmt: skip
        return sign1(Receipt(**{**fields, **changes}).payload(), key or self.identity.receipt)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house whose lock's keys are known to somebody."""
    return rig.new_house(tmp_path)


def visited(
    lock: Compromised, tell: Callable[[Attempt], Any] = lambda _: None
) -> tuple[Attempt, list[bytes]]:
    """What came of an opening, and the receipts that the phone has then."""
    kari = lock.house.phone("kari")
    visit = kari.operate("0042", radio=lock, now=rig.now(), tell=tell)
    answer = asyncio.run(asyncio.wait_for(visit, rig.PATIENCE))
    return answer, kari.store.receipts()


def journal(page: Callable[[Compromised, int], list[Any]]) -> Callable[..., Said]:
    """A lock that opens, and has these pages from a number on in its journal."""

    def says(lock: Compromised, command: list[Any]) -> Said:
        if command[0] == "journal":
            return 0, page(lock, command[1])
        return 0, lock.receipt() if command[0] == "open" else 0

    return says


@pytest.mark.parametrize(
    "body",
    [
        lambda lock: lock.receipt(PrivateKey.generate()),
        lambda lock: lock.receipt(lock_id="L-0043"),
        lambda lock: lock.receipt() + b"\0",
        lambda lock: sign1(b"\xa0", lock.identity.receipt),
        lambda _: bytes(200),
        lambda _: "opened",
        lambda _: None,
    ],
)
def test_only_a_receipt_of_the_locks_own_is_kept(
    house: House, body: Callable[[Compromised], Any]
) -> None:
    answer, kept = visited(Compromised(house, lambda lock, _: (0, body(lock))))

    assert not answer.done
    assert "does not prove it" in answer.why
    assert kept == []


def test_of_a_page_only_the_locks_own_receipts_are_kept_and_no_other_page_is_asked_for(
    house: House,
) -> None:
    junk: list[Any] = [bytes(100), "text", None, 7, sign1(b"\xa0", PrivateKey.generate())]
    lock = Compromised(house, journal(lambda lock, seq: [*junk, lock.receipt(seq=seq)]))

    answer, kept = visited(lock)

    assert answer.done
    assert kept == [lock_receipt for lock_receipt in kept if len(lock_receipt) > 150]
    assert len(kept) == answer.receipts == 2
    assert lock.asked.count("journal") == 1


def test_a_page_that_is_longer_than_a_frame_is_not_even_opened(house: House) -> None:
    answer, kept = visited(Compromised(house, journal(lambda *_: [bytes(30_000)])))

    assert answer.done
    assert len(kept) == 1


def test_a_reply_that_is_longer_than_a_frame_is_nonsense(house: House) -> None:
    answer, kept = visited(Compromised(house, lambda *_: (0, bytes(20_000))))

    assert answer.why.startswith("The lock answers nonsense (a frame has at most 512 bytes")
    assert kept == []


@pytest.mark.parametrize("seq", [1, 2**64 - 1], ids=["backwards", "to the end of all numbers"])
def test_a_journal_that_leads_nowhere_is_left(house: House, seq: int) -> None:
    lock = Compromised(house, journal(lambda lock, _: [lock.receipt(seq=seq)]))

    answer, _ = visited(lock)

    assert answer.done
    assert lock.asked.count("journal") <= 2


def twin(receipt: bytes) -> bytes:
    """The same receipt with the other signature that anybody can make of the first."""
    s = ORDER - int.from_bytes(receipt[-32:], "big")
    return receipt[:-32] + s.to_bytes(32, "big")


def test_a_receipt_and_its_twin_are_one(house: House) -> None:
    made: list[bytes] = []

    def says(lock: Compromised, command: list[Any]) -> Said:
        made[:] = made or [lock.receipt()]
        return 0, [twin(made[0])] if command[0] == "journal" else made[0]

    answer, kept = visited(Compromised(house, says))

    assert answer.done
    assert kept == made
    other = house.phone("ola").store
    assert other.keep_receipts([twin(made[0]), made[0]]) == 1
    assert other.keep_receipts(made) == 0


async def never() -> Said:
    """Somebody who says nothing any more."""
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize("silent", ["update", "journal"])
def test_the_result_is_told_before_the_lock_gets_its_news(
    house: House, monkeypatch: pytest.MonkeyPatch, silent: str
) -> None:
    monkeypatch.setattr(opening, "NEWS_SECONDS", 0.05)
    lock = Compromised(
        house,
        lambda lock, command: never() if command[0] == silent else (0, lock.receipt()),
    )
    told: list[tuple[Attempt, list[str]]] = []

    answer, kept = visited(lock, lambda attempt: told.append((attempt, list(lock.asked))))

    [(first, asked)] = told
    assert first.done
    assert (asked, lock.asked[-1], len(kept)) == (["open"], silent, 1)
    assert answer.done


def test_an_endless_journal_is_carried_no_longer_than_a_session_may_last(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LONGEST", 0.2)
    monkeypatch.setattr(opening, "MOST_PAGES", 1 << 40)

    async def slowly(said: Said) -> Said:
        await asyncio.sleep(0)
        return said

    pages = journal(lambda lock, seq: [lock.receipt(seq=seq)])
    answer, kept = visited(Compromised(house, lambda *call: slowly(pages(*call))))

    assert answer.done
    assert len(kept) > 1


@pytest.mark.parametrize("outcome", [Outcome.EXPIRED, Outcome.JAMMED, Outcome.NO_CREDENTIAL])
def test_a_refusal_that_no_receipt_proves_is_said_to_be_unproven(
    house: House, outcome: Outcome
) -> None:
    sentence = words.OUTCOMES[outcome]
    for says in (lambda lock, _: (outcome, lock.receipt()), lambda *_: (outcome, None)):
        answer, _ = visited(Compromised(house, says))
        assert (answer.outcome, answer.why) == (outcome, f"{sentence} {words.UNPROVEN}")

    answer, _ = visited(
        Compromised(house, lambda lock, _: (outcome, lock.receipt(outcome=outcome)))
    )
    assert answer.why == sentence


def test_a_credential_that_the_lock_does_not_believe_is_not_named_in_its_proof(
    house: House,
) -> None:
    refused = Outcome.NO_CREDENTIAL

    answer, _ = visited(
        Compromised(house, lambda lock, _: (refused, lock.receipt(outcome=refused, cti=None)))
    )

    assert answer.why == words.OUTCOMES[Outcome.NO_CREDENTIAL]


def test_requests_are_small_by_number_and_by_bytes() -> None:
    small, large = [bytes(100)] * 450, [bytes(500)] * 450

    for receipts in (small, large, small + large):
        found = list(batches(receipts))
        assert [one for batch in found for one in batch] == receipts
        assert max(map(len, found)) <= MOST_AT_ONCE
        assert max(sum(map(len, batch)) for batch in found) <= MOST_BYTES
    assert list(batches([])) == [[]]
