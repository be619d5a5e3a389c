"""How a connection, and a lock's service, come to an end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from bumble.device import Device
from bumble.transport.common import Transport

from elaas.demo.air import Air
from elaas.gateways.radio import Link, LinkLost, ble
from elaas.lock.folder import assemble
from elaas.lock.journal import PowerLost
from elaas.lock.program import SILENCE, Lock
from elaas.lock.radio import CannotServe
from elaas.lock.radio.ble import serve_on
from elaas.protocol import air as protocol
from elaas.protocol.cose import PrivateKey
from elaas.protocol.session import PhoneSession
from tests.air import rig
from tests.air.rig import House
from tests.lock.fragile import FragileFiles


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with a factory-new lock."""
    return rig.new_house(tmp_path)


@asynccontextmanager
async def served(lock: Lock) -> AsyncIterator[tuple[Air, "asyncio.Task[None]"]]:
    """An air with the lock on it, and the task that serves it."""
    air = Air()
    async with air.endpoint("lock") as dongle:
        ready = asyncio.Event()
        serving = asyncio.create_task(serve_on(lock, dongle, ready.set))
        await asyncio.wait_for(ready.wait(), rig.PATIENCE)
        yield air, serving
        serving.cancel()
        await asyncio.wait((serving,))


@asynccontextmanager
async def connected(air: Air) -> AsyncIterator[tuple[Device, Link]]:
    """A phone's device, and its link to the lock."""
    async with (
        ble.switched_on(air.endpoint("phone")) as device,
        ble.Central(device).connect("0042") as link,
    ):
        yield device, link


def message_1(house: House) -> bytes:
    """A good first frame."""
    session = PhoneSession(key=PrivateKey.generate(), lock_id="L-0042", lock_key=house.label.dh)
    return session.message_1()


class Deaf:
    """A controller's sink that loses every packet."""

    def on_packet(self, packet: bytes) -> None:
        """Lose it."""


def test_ten_seconds_of_silence_end_a_connection(house: House) -> None:
    passed = 0.0

    async def fall_silent() -> None:
        nonlocal passed
        lock = Lock(assemble(house.lock_folder, ticks=lambda: passed, always_awake=True))
        async with served(lock) as (air, _), connected(air) as (device, link):
            await link.request(message_1(house))
            gone = asyncio.Event()
            [connection] = device.connections.values()
            connection.on(connection.EVENT_DISCONNECTION, lambda _reason: gone.set())

            passed = SILENCE

            await asyncio.wait_for(gone.wait(), rig.PATIENCE)
            with pytest.raises(LinkLost):
                await link.request(message_1(house))

    asyncio.run(fall_silent())


def test_a_lock_whose_controller_is_pulled_out_says_so(house: House) -> None:
    async def pull_out() -> None:
        lock = Lock(assemble(house.lock_folder, always_awake=True))
        async with Air().endpoint("lock") as dongle:
            ready = asyncio.Event()
            serving = asyncio.create_task(serve_on(lock, dongle, ready.set))
            await asyncio.wait_for(ready.wait(), rig.PATIENCE)

            await dongle.close()

            with pytest.raises(CannotServe, match="has gone"):
                await asyncio.wait_for(serving, rig.PATIENCE)

    asyncio.run(pull_out())


def test_a_controller_that_does_not_answer_is_said_not_to_start(house: House) -> None:
    async def start() -> None:
        lock = Lock(assemble(house.lock_folder, always_awake=True))
        dead = Transport(Air().endpoint("dead").source, Deaf())
        await serve_on(lock, dead, lambda: None)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("elaas.lock.radio.ble.START_SECONDS", 0.1)
        with pytest.raises(CannotServe, match="does not start"):
            asyncio.run(start())


def test_a_power_cut_ends_the_service_and_no_receipt_is_given_out(house: House) -> None:
    contents = {one.name: one.read_bytes() for one in house.lock_folder.iterdir()}

    async def lose_power() -> None:
        files = FragileFiles.holding(contents)
        lock = Lock(assemble(house.lock_folder, files=files, always_awake=True))
        async with served(lock) as (air, serving), connected(air) as (_, link):
            session = PhoneSession(
                key=PrivateKey.generate(), lock_id="L-0042", lock_key=house.label.dh
            )
            answer = await link.request(session.message_1())
            files.steps = 0
            with pytest.raises(LinkLost):
                await link.request(session.command_0(answer, None, protocol.OPEN))
            with pytest.raises(PowerLost):
                await asyncio.wait_for(serving, rig.PATIENCE)

    asyncio.run(lose_power())
