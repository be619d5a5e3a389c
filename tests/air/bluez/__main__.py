"""`python -m tests.air.bluez RADIO`."""

import asyncio
import sys

from dbus_fast import BusType
from dbus_fast.aio import MessageBus

from elaas.gateways.radio import ble
from tests.air.bluez.bluez import BlueZ


async def main(radio: str) -> None:
    """Serve until the bus goes."""
    async with ble.opened(radio) as device:
        bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        service = BlueZ(bus, device)
        await bus.request_name("org.bluez")
        print("ready", flush=True)  # noqa: T201  (a command of its own)
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast's
        del service


asyncio.run(main(sys.argv[1]))
