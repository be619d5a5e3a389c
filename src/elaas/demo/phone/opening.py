"""At the door: one session with one lock, over whatever link there is."""

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from elaas.demo.phone.bundle import Key
from elaas.gateways.radio import Link, LinkLost
from elaas.gateways.radio.session import Answer, Session
from elaas.protocol import air, cbor
from elaas.protocol.air import AttError, Status
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PrivateKey, PublicKey, verify1
from elaas.protocol.receipt import Outcome, Receipt

MOST_PAGES = 64  # of the journal in one session, which a lock ends after a minute
_CREDENTIAL_HOLDS = frozenset(
    {Outcome.DONE, Outcome.JAMMED, Outcome.BATTERY_LOW, Outcome.JOURNAL_FULL}
)

AskTime = Callable[[bytes], Awaitable[bytes | None]]  # the signed time for a nonce, if to be had
Keep = Callable[[Iterable[bytes]], Any]  # makes receipts durable


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What it took, from the first byte after connecting to the answer that counts."""

    milliseconds: float
    octets: int  # of all frames, both ways
    round_trips: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the lock answered; `proven` if its receipt says the same and is the lock's own."""

    outcome: Outcome
    proven: bool
    measured: Measured


class Meter:
    """A link that counts what passes."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._start = time.perf_counter()
        self._octets = 0
        self._round_trips = 0

    async def request(self, frame: bytes) -> bytes:
        """As `Link.request`."""
        response = await self._link.request(frame)
        self._octets += len(frame) + len(response)
        self._round_trips += 1
        return response

    def read(self) -> Measured:
        """What has passed so far."""
        return Measured(
            milliseconds=(time.perf_counter() - self._start) * 1000,
            octets=self._octets,
            round_trips=self._round_trips,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One errand at one door: `operation` is open or lock."""

    key: PrivateKey
    entry: Key
    operation: str
    keep: Keep
    ask_time: AskTime
    held: frozenset[int]  # seqs of this lock's receipts that the phone holds already

    async def at(self, link: Link) -> Answered:
        """Go through with it; the receipt is durable before this returns.

        Raises WrongLock, LinkLost, AttError or Malformed as long as the lock has not answered the
        operation. What fails after that is only news not carried this time.
        """
        meter = Meter(link)
        lock = self.entry.lock
        session = Session(meter, key=self.key, lock_id=lock.lock_id, lock_key=lock.dh)
        outcome, body = await session.first(self.entry.token, self.operation)
        self._keep(body)
        if outcome is Outcome.CLOCK_UNKNOWN and await self._set_clock(session):
            outcome, body = await self._again(session)
        elif outcome is Outcome.JOURNAL_FULL:
            await session.then(air.UPDATE, lock.update)  # may bring the acknowledgement it needs
            outcome, body = await self._again(session)
        answered = Answered(
            outcome=outcome, proven=self._proves(body, outcome), measured=meter.read()
        )
        try:
            await self._carry(session, outcome)
        except (LinkLost, AttError, Malformed):
            return answered
        return answered

    async def _again(self, session: Session) -> Answer:
        outcome, body = await session.then(self.operation)
        self._keep(body)
        return outcome, body

    async def _set_clock(self, session: Session) -> bool:
        _, status = await session.then(air.STATUS)
        if not isinstance(status, dict) or Status.NONCE not in status:
            return False
        token = await self.ask_time(cbor.octets(status[Status.NONCE]))
        if token is None:
            return False
        outcome, _ = await session.then(air.TIME, token)
        return outcome is Outcome.DONE

    async def _carry(self, session: Session, outcome: Outcome) -> None:
        """Give the lock its news, whoever it concerns, and take its journal along."""
        if outcome is not Outcome.CLOCK_UNKNOWN:
            await session.then(air.UPDATE, self.entry.lock.update)
        if outcome not in _CREDENTIAL_HOLDS:
            return
        wanted = self.entry.lock.acknowledged + 1
        for _ in range(MOST_PAGES):
            while wanted in self.held:
                wanted += 1
            _, page = await session.then(air.JOURNAL, wanted)
            if not isinstance(page, list) or not page:
                return
            receipts = [cbor.octets(one) for one in page]
            self.keep(receipts)
            wanted = _receipt(receipts[-1], self.entry.lock.receipt).seq + 1

    def _keep(self, body: object) -> None:
        if isinstance(body, bytes):
            self.keep([body])

    def _proves(self, body: object, outcome: Outcome) -> bool:
        try:
            receipt = _receipt(cbor.octets(body), self.entry.lock.receipt)
        except Malformed:
            return False
        said = (receipt.lock_id, receipt.cti, receipt.operation, receipt.outcome)
        return said == (
            self.entry.lock.lock_id,
            self.entry.claims.cti,
            self.operation,
            outcome,
        )


def _receipt(token: bytes, key: PublicKey) -> Receipt:
    return Receipt.parse(verify1(token, {b"": key}))


def held_seqs(receipts: Iterable[bytes], key: PublicKey) -> frozenset[int]:
    """The numbers of those receipts that the lock with this receipt key signed."""
    found = set()
    for token in receipts:
        try:
            found.add(_receipt(token, key).seq)
        except Malformed:
            continue
    return frozenset(found)
