"""A lock with a long journal: phones carry it home piece by piece, and make room in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from elaas.demo.phone.opening import MOST_PAGES, held_seqs
from elaas.demo.phone.phone import Attempt, Phone
from elaas.gateways.radio import Link, LinkLost
from elaas.gateways.radio.claim import claim_over
from elaas.gateways.radio.session import Session
from elaas.lock.folder import assemble
from elaas.lock.journal import RING
from elaas.lock.program import Lock
from elaas.protocol import air
from elaas.protocol.receipt import Outcome, digest
from elaas.protocol.session import PhoneSession
from tests.air import rig
from tests.air.rig import House


@dataclass(slots=True)
class Wire:
    """A lock in this process and a radio to it: no air at all. Breaks after so many requests."""

    lock: Lock
    breaks_after: int = 10_000

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:  # noqa: ARG002  (one lock only)
        """As any radio."""
        self.lock.connect()
        try:
            yield self
        finally:
            self.lock.disconnect()

    async def request(self, frame: bytes) -> bytes:
        """As any link."""
        if not self.breaks_after:
            raise LinkLost("broken")
        self.breaks_after -= 1
        return self.lock.request(frame)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with a factory-new lock."""
    return rig.new_house(tmp_path)


async def claimed(house: House) -> Wire:
    """A wire to the house's lock, switched on and claimed."""
    wire = Wire(Lock(assemble(house.lock_folder)))
    async with wire.connect("") as link:
        await claim_over(link, house.errand())
    return wire


async def fill(wire: Wire, house: House, *, to: int) -> bytes:
    """Open the door again and again until the journal has so many; answers the last receipt."""
    busy = house.phone("busy")
    [door] = busy.bundle().visits[0].doors
    async with wire.connect("") as link:
        phone = PhoneSession(key=busy.store.key(), lock_id="L-0042", lock_key=house.label.dh)
        session = Session(link, phone)
        _, receipt = await session.first(door.credential, air.OPEN)
        for _ in range(to - 2):  # the claim was the first
            outcome, receipt = await session.then(air.OPEN)
            assert outcome is Outcome.DONE
    return bytes(receipt)


async def opened(phone: Phone, wire: Wire) -> Attempt:
    """What comes of it."""
    return await phone.operate("0042", radio=wire, now=rig.now())


def seqs(phone: Phone, house: House) -> list[int]:
    """The numbers of the receipts the phone holds."""
    [lock] = phone.bundle().locks
    assert lock.receipt == house.label.receipt
    return sorted(held_seqs(phone.store.receipts(), lock))


def test_a_long_journal_comes_home_in_several_visits(house: House) -> None:
    async def visits() -> None:
        wire = await claimed(house)
        await fill(wire, house, to=4 * MOST_PAGES)
        kari = house.phone("kari")

        first = await opened(kari, wire)
        assert first.done
        assert MOST_PAGES < first.receipts < 4 * MOST_PAGES
        while (await opened(kari, wire)).receipts > 2:
            pass

        held = seqs(kari, house)
        assert held == list(range(1, held[-1] + 1))
        assert held[-1] > 4 * MOST_PAGES

    asyncio.run(visits())


def test_a_full_journal_opens_once_the_phone_has_brought_the_acknowledgement(
    house: House,
) -> None:
    async def visits() -> None:
        wire = await claimed(house)
        last = await fill(wire, house, to=RING)
        kari = house.phone("kari")
        assert (await opened(kari, wire)).outcome is Outcome.JOURNAL_FULL

        house.acknowledged = (RING, digest(last))
        ola = house.phone("ola")
        answer = await opened(ola, wire)

        assert answer.done, answer
        assert seqs(ola, house) == [RING + 1]

    asyncio.run(visits())


@pytest.mark.parametrize("after", [2, 3, 4])
def test_what_breaks_after_the_opening_takes_nothing_back(house: House, after: int) -> None:
    async def visit() -> None:
        wire = await claimed(house)
        kari = house.phone("kari")
        wire.breaks_after = after

        answer = await opened(kari, wire)

        assert answer.done, answer
        assert 2 in seqs(kari, house)

    asyncio.run(visit())
