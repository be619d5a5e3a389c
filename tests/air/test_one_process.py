"""A whole street in one process: every lock and every phone on one air, as in the demo."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from bumble.transport.common import Transport

from elaas.demo.air import Air
from elaas.demo.phone import words
from elaas.demo.phone.phone import Attempt
from elaas.gateways.radio import ble
from elaas.gateways.radio.claim import claim_over
from elaas.lock.folder import running
from elaas.lock.program import Lock
from elaas.lock.radio.ble import serve_on
from elaas.lock.surroundings import Bolt
from elaas.protocol.air import Att
from tests.air import rig
from tests.air.rig import House

DOORS = 12


async def switched_on(stack: AsyncExitStack, lock: Lock, dongle: Transport) -> None:
    """Run the lock until the stack unwinds."""
    await stack.enter_async_context(dongle)
    ready = asyncio.Event()
    serving = asyncio.create_task(serve_on(lock, dongle, ready.set))

    async def stop() -> None:
        serving.cancel()
        await asyncio.wait((serving,))

    stack.push_async_callback(stop)
    await asyncio.wait_for(ready.wait(), rig.PATIENCE)


async def opened(house: House, air: Air) -> Attempt:
    """Claim the lock, then open it, with one phone."""
    dongle = air.endpoint(f"phone of {house.label.lock_id}")
    async with ble.switched_on(dongle) as device:
        radio = ble.Central(device)
        async with radio.connect(house.label.label) as link:
            await claim_over(link, house.errand())
        return await house.phone("kari").operate(house.label.label, radio=radio, now=rig.now())


def test_a_dozen_doors_open_at_the_same_time(tmp_path: Path) -> None:
    houses = [
        rig.new_house(tmp_path / str(number), lock_id=f"L-{number:04}", label=f"{number:04}")
        for number in range(DOORS)
    ]

    async def street() -> list[Attempt]:
        air = Air()
        async with AsyncExitStack() as stack:
            for house in houses:
                lock = stack.enter_context(running(house.lock_folder, always_awake=True))
                await switched_on(stack, lock, air.endpoint(house.label.lock_id))
            return await asyncio.gather(*(opened(house, air) for house in houses))

    answers = asyncio.run(street())

    assert [str(answer) for answer in answers if not answer.done] == []
    assert {house.door.bolt for house in houses} == {Bolt.OPEN}


def test_phones_that_meet_at_one_door_get_in_or_hear_that_it_is_busy(tmp_path: Path) -> None:
    house = rig.new_house(tmp_path)

    async def door() -> list[Attempt]:
        air = Air()
        async with AsyncExitStack() as stack:
            lock = stack.enter_context(running(house.lock_folder, always_awake=True))
            await switched_on(stack, lock, air.endpoint("lock"))
            assert (await opened(house, air)).done
            phones = [house.phone(name) for name in ("ola", "nils", "mari")]
            radios = [
                ble.Central(await stack.enter_async_context(ble.switched_on(air.endpoint(name))))
                for name in ("ola", "nils", "mari")
            ]
            together = [
                phone.operate("0042", radio=radio, now=rig.now())
                for phone, radio in zip(phones, radios, strict=True)
            ]
            return await asyncio.gather(*together)

    answers = asyncio.run(door())

    assert any(answer.done for answer in answers)
    others = {answer.why for answer in answers if not answer.done}
    assert others <= {words.ERRORS[Att.BUSY]}
