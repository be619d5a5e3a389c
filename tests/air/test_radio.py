"""What others on the air see of a lock, and what each way of using its radio gives."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from bumble.att import ATT_Error
from bumble.core import UUID
from bumble.device import Advertisement, Device, Peer
from bumble.gatt_client import CharacteristicProxy

from elaas.gateways import radio as radios
from elaas.gateways.radio import LinkLost, ble
from elaas.protocol import air
from elaas.protocol.air import Att, AttError
from elaas.protocol.cose import PrivateKey
from elaas.protocol.session import PhoneSession
from tests.air import rig
from tests.air.rig import House

FLAGS = bytes.fromhex("020106")
SERVICE = bytes.fromhex("1107") + bytes.fromhex(air.SERVICE_UUID.replace("-", ""))[::-1]


def message_1(house: House) -> bytes:
    """A good first frame; the lock answers it with 46 bytes."""
    label = house.label
    return PhoneSession(
        key=PrivateKey.generate(), lock_id=label.lock_id, lock_key=label.dh
    ).message_1()


async def heard(
    device: Device, enough: Callable[[list[Advertisement]], object]
) -> list[Advertisement]:
    """Listen until the advertisements so far are enough, and answer with them."""
    so_far: list[Advertisement] = []
    done = asyncio.Event()

    def listen(advertisement: Advertisement) -> None:
        so_far.append(advertisement)
        if enough(so_far):
            done.set()

    device.on(Device.EVENT_ADVERTISEMENT, listen)
    await device.start_scanning(filter_duplicates=False)
    await asyncio.wait_for(done.wait(), rig.PATIENCE)
    await device.stop_scanning()
    device.remove_listener(Device.EVENT_ADVERTISEMENT, listen)
    return so_far


def called(advertisements: Iterable[Advertisement], label: str) -> list[Advertisement]:
    """Those that bear this label, in 31 bytes of flags, service and name."""
    name = air.advertised_name(label).encode()
    whole = FLAGS + SERVICE + bytes((len(name) + 1, 9)) + name
    assert len(whole) <= 31
    return [one for one in advertisements if one.data_bytes == whole]


def test_a_lock_advertises_flags_service_and_name(house: House, radio: str) -> None:
    async def listen() -> None:
        async with ble.opened(radio) as device:
            await heard(device, lambda all_: called(all_, "0042"))

    asyncio.run(listen())


def test_a_lock_is_silent_until_somebody_knocks(tmp_path: Path, house: House, radio: str) -> None:
    sleeper = rig.new_house(tmp_path / "sleeper", lock_id="L-0043", label="0043")

    async def listen() -> None:
        async with ble.opened(radio) as device:
            await heard(device, lambda all_: len(called(all_, "0042")) > 5)
            quiet = True

            def woken(all_: list[Advertisement]) -> bool:
                nonlocal quiet
                if quiet and len(called(all_, "0042")) > 5:
                    assert not called(all_, "0043")
                    quiet = False
                    sleeper.door.knock()
                return bool(called(all_, "0043"))

            await heard(device, woken)
            assert not quiet

    with sleeper.running(radio):
        asyncio.run(listen())


def test_a_claim_gives_the_lock_a_new_address(tmp_path: Path, radio: str) -> None:
    new = rig.new_house(tmp_path, lock_id="L-0044", label="0044")

    async def address() -> str:
        async with ble.opened(radio) as device:
            found = called(await heard(device, lambda all_: called(all_, "0044")), "0044")
            return str(found[-1].address)

    with new.running(radio, "--awake"):
        before = asyncio.run(address())
        new.claim(radio)
        after = asyncio.run(address())

    assert before != after
    assert int(after[:2], 16) >= 0xC0  # static random


def test_the_second_to_connect_hears_that_the_lock_is_busy(house: House, radio: str) -> None:
    async def meet() -> None:
        async with radios.connect(radio, "0042") as first:
            assert len(await first.request(message_1(house))) == 46
            async with radios.connect(radio, "0042") as second:
                with pytest.raises(AttError) as refused:
                    await second.request(message_1(house))
                assert refused.value.code is Att.BUSY

    asyncio.run(meet())


def test_the_second_is_served_once_the_first_has_gone(house: House, radio: str) -> None:
    async def meet() -> None:
        async with radios.connect(radio, "0042") as first:
            second = radios.connect(radio, "0042")
            link = await second.__aenter__()
            await first.request(message_1(house))
        assert len(await link.request(message_1(house))) == 46
        await second.__aexit__(None, None, None)

    asyncio.run(meet())


@pytest.mark.parametrize("mtu", [23, 24, 100, 256, 517])
def test_a_door_opens_whatever_mtu_the_phone_has(house: House, radio: str, mtu: int) -> None:
    class Narrow:
        @asynccontextmanager
        async def connect(self, label: str) -> AsyncIterator[radios.Link]:
            async with (
                ble.opened(radio) as device,
                ble.Central(device, mtu=mtu).connect(label) as link,
            ):
                yield link

    answer = asyncio.run(house.phone("kari").operate("0042", radio=Narrow(), now=rig.now()))

    assert answer.done, answer


@asynccontextmanager
async def characteristics(
    radio: str,
) -> AsyncIterator[tuple[CharacteristicProxy[bytes], CharacteristicProxy[bytes]]]:
    """Request and response of the lock 0042, without a subscription."""
    async with ble.opened(radio) as device:
        found = called(await heard(device, lambda all_: called(all_, "0042")), "0042")
        connection = await device.connect(found[-1].address, timeout=10)
        peer = Peer(connection)
        await peer.request_mtu(517)
        [service] = await peer.discover_service(UUID(air.SERVICE_UUID))
        await service.discover_characteristics()
        [request] = service.get_characteristics_by_uuid(UUID(air.REQUEST_UUID))
        [response] = service.get_characteristics_by_uuid(UUID(air.RESPONSE_UUID))
        yield request, response
        await connection.disconnect()


def test_a_response_can_be_read_instead_of_notified_and_is_gone_with_the_connection(
    house: House, radio: str
) -> None:
    async def read() -> None:
        async with characteristics(radio) as (request, response):
            assert await response.read_value() == b""
            await request.write_value(message_1(house), with_response=True)
            assert len(await response.read_value()) == 46
            assert len(await response.read_value()) == 46
        async with characteristics(radio) as (_, response):
            assert await response.read_value() == b""

    asyncio.run(read())


def test_what_asks_for_no_answer_is_no_request(house: House, radio: str) -> None:
    async def whisper() -> None:
        async with characteristics(radio) as (request, response):
            await request.write_value(message_1(house), with_response=True)
            await request.write_value(b"\x09", with_response=False)
            assert len(await response.read_value()) == 46
            with pytest.raises(ATT_Error):  # the handshake was still under way
                await request.write_value(b"\x03", with_response=True)
            assert await response.read_value() == b""

    asyncio.run(whisper())


def test_a_refused_request_leaves_no_response_to_read(house: House, radio: str) -> None:
    async def read() -> None:
        async with characteristics(radio) as (request, response):
            await request.write_value(message_1(house), with_response=True)
            with pytest.raises(ATT_Error) as refused:
                await request.write_value(b"\x09", with_response=True)
            assert refused.value.error_code == Att.BAD_REQUEST
            assert await response.read_value() == b""

    asyncio.run(read())


def test_the_response_cannot_be_written_nor_the_request_read(house: House, radio: str) -> None:
    async def meddle() -> None:
        async with characteristics(radio) as (request, response):
            with pytest.raises(ATT_Error, match="WRITE_NOT_PERMITTED"):
                await response.write_value(b"\x02", with_response=True)
            with pytest.raises(ATT_Error, match="READ_NOT_PERMITTED"):
                await request.read_value()

    asyncio.run(meddle())


def test_a_lock_that_loses_power_is_noticed_at_once(tmp_path: Path, radio: str) -> None:
    house = rig.new_house(tmp_path, lock_id="L-0045", label="0045")

    async def lose() -> None:
        with house.running(radio, "--awake"):
            connection = radios.connect(radio, "0045")
            link = await connection.__aenter__()
        with pytest.raises(LinkLost):
            await link.request(message_1(house))
        await connection.__aexit__(None, None, None)

    asyncio.run(lose())
