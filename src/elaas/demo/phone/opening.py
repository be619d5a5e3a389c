"""At the door: one session with one lock, over whatever link there is."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from elaas.demo.phone import receipts
from elaas.demo.phone.bundle import Key, Lock
from elaas.gateways.radio import Link, LinkLost
from elaas.gateways.radio.session import Answer, Session
from elaas.protocol import air, cbor
from elaas.protocol.air import AttError, Status
from elaas.protocol.cbor import Malformed
from elaas.protocol.receipt import Outcome, Receipt
from elaas.protocol.session import PhoneSession

LAST_SEQ = 2**64 - 1  # what a receipt can say, though no lock will get there
MOST_PAGES = 64  # of the journal in one session
LONGEST = 60.0  # seconds of one session: then a lock ends it
NEWS_SECONDS = 3.0  # for one answer, once the lock has said what counts
_CREDENTIAL_HOLDS = frozenset(
    {Outcome.DONE, Outcome.JAMMED, Outcome.BATTERY_LOW, Outcome.JOURNAL_FULL}
)

T = TypeVar("T")
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
    """One errand at one door: `operation` is open, lock or release."""

    phone: PhoneSession  # made before the phone connects, so that nobody waits for its key
    entry: Key
    operation: str
    keep: Keep
    delivered: Callable[[], Any]  # hears that the lock took its update
    ask_time: AskTime
    held: frozenset[int]  # seqs of this lock's receipts that the phone holds already

    async def at(self, link: Link, *, tell: Callable[[Answered], Any]) -> None:
        """Go through with it. `tell` hears the answer at once, when its receipt is durable.

        Raises WrongLock, LinkLost, AttError or Malformed as long as the lock has not answered the
        operation. What fails after that is only news not carried this time.
        """
        ends = asyncio.get_running_loop().time() + LONGEST
        meter = Meter(link)
        session = Session(meter, self.phone)
        if self.operation == air.RELEASE:
            outcome, body = await self._release(session)
        else:
            outcome, body = await session.first(self.entry.token, self.operation)
        self._keep([body])
        if outcome is Outcome.CLOCK_UNKNOWN and await self._set_clock(session):
            outcome, body = await self._again(session)
        elif outcome is Outcome.JOURNAL_FULL:
            await self._update(session)  # may bring the acknowledgement it needs
            outcome, body = await self._again(session)
        proven = self._proves(body, outcome)
        tell(Answered(outcome=outcome, proven=proven, measured=meter.read()))
        with suppress(LinkLost, AttError, Malformed, TimeoutError):
            async with asyncio.timeout_at(ends):
                if self.operation != air.RELEASE:  # after which the lock knows us no more
                    await self._carry(session, outcome)

    async def _release(self, session: Session) -> Answer:
        """Take the journal along first: afterwards nobody of ours can read it."""
        wanted = self.entry.lock.acknowledged + 1
        outcome, page = await session.first(self.entry.token, air.JOURNAL, wanted)
        if outcome is not Outcome.DONE:
            return outcome, page
        self._keep(page if isinstance(page, list) else [])
        await self._take_journal(session)
        return await session.then(air.RELEASE, self.entry.lock.release)

    async def _again(self, session: Session) -> Answer:
        outcome, body = await session.then(self.operation)
        self._keep([body])
        return outcome, body

    async def _update(self, session: Session) -> None:
        outcome, _ = await session.then(air.UPDATE, self.entry.lock.update)
        if outcome is Outcome.DONE:
            self.delivered()

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
            await _soon(self._update(session))
        if outcome in _CREDENTIAL_HOLDS:
            await self._take_journal(session)

    async def _take_journal(self, session: Session) -> None:
        """Page by page what neither the server nor the phone has, as long as it is a journal."""
        wanted = self.entry.lock.acknowledged + 1
        for _ in range(MOST_PAGES):
            while wanted in self.held:
                wanted += 1
            if wanted > LAST_SEQ:
                return
            _, page = await _soon(session.then(air.JOURNAL, wanted))
            if not isinstance(page, list) or not page:
                return
            kept = self._keep(page)
            if len(kept) < len(page) or kept[-1].seq < wanted:
                return
            wanted = kept[-1].seq + 1

    def _keep(self, bodies: list[Any]) -> list[Receipt]:
        """Make durable what is a receipt of this lock's, and read it; the rest is let go."""
        found: dict[bytes, Receipt] = {}
        for body in bodies:
            with suppress(Malformed):
                found[cbor.octets(body)] = receipts.read(body, self.entry.lock)
        self.keep(found)
        return list(found.values())

    def _proves(self, body: object, outcome: Outcome) -> bool:
        try:
            receipt = receipts.read(body, self.entry.lock)
        except Malformed:
            return False
        # The lock names no credential that it does not believe.
        named = {self.entry.claims.cti} | ({None} if outcome is Outcome.NO_CREDENTIAL else set())
        return receipt.cti in named and (receipt.operation, receipt.outcome) == (
            self.operation,
            outcome,
        )


async def _soon(answer: Awaitable[T]) -> T:
    async with asyncio.timeout(NEWS_SECONDS):
        return await answer


def held_seqs(tokens: Iterable[bytes], lock: Lock) -> frozenset[int]:
    """The numbers of those receipts that are this lock's."""
    found = set()
    for token in tokens:
        with suppress(Malformed):
            found.add(receipts.read(token, lock).seq)
    return frozenset(found)
