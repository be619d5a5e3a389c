"""A peripheral that answers each write with so many bytes, and does nothing else.

What a round trip over the virtual radio costs by itself: bumble's GATT server and nothing of ours.
"""

import asyncio
import sys

from bumble.att import Attribute
from bumble.core import UUID, AdvertisingData
from bumble.device import Connection, Device
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address
from bumble.transport import open_transport

from elaas.protocol import air

LABEL = "9999"
# The response to each request, by the request's length: message_2, and the sealed reply.
MESSAGE_2 = 46


async def serve(radio: str, reply: int, message_1: int) -> None:
    """Answer for ever: MESSAGE_2 bytes to a write of `message_1`, `reply` bytes to any other."""
    async with await open_transport(radio) as transport:
        address = Address("F0:00:00:00:99:99")
        device = Device.with_hci("bare", address, transport.source, transport.sink)
        response = Characteristic[bytes](
            air.RESPONSE_UUID,
            Characteristic.Properties.READ | Characteristic.Properties.NOTIFY,
            Attribute.READABLE,
            b"",
        )
        tasks: set[asyncio.Task[None]] = set()

        def write(connection: Connection, value: bytes) -> None:
            answer = bytes(MESSAGE_2 if len(value) == message_1 else reply)
            task = asyncio.create_task(device.notify_subscriber(connection, response, answer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        request = Characteristic[bytes](
            air.REQUEST_UUID,
            Characteristic.Properties.WRITE,
            Attribute.WRITEABLE,
            CharacteristicValue(write=write),
        )
        device.add_service(Service(air.SERVICE_UUID, [request, response]))
        await device.power_on()
        await device.start_advertising(advertising_data=_advertisement(), auto_restart=True)
        print("ready", flush=True)
        await asyncio.get_running_loop().create_future()


def _advertisement() -> bytes:
    services = AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS
    return bytes(
        AdvertisingData(
            [
                (AdvertisingData.FLAGS, b"\x06"),
                (services, bytes(UUID(air.SERVICE_UUID))),
                (AdvertisingData.COMPLETE_LOCAL_NAME, air.advertised_name(LABEL).encode()),
            ]
        )
    )


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
