"""A phone whose radio is bleak, unmodified, as a program: JSON in, JSON out.

It runs apart because bleak keeps its D-Bus connection until its process ends.
"""

import asyncio
import json
import sys
from typing import Any

from bleak import BleakClient, BleakScanner
from bleak.exc import BleakGATTProtocolError

from elaas.protocol import air
from elaas.protocol.cose import PrivateKey, PublicKey
from elaas.protocol.session import PhoneSession


async def open_door(asked: dict[str, Any]) -> dict[str, Any]:
    """Open the door, then send a frame that no lock understands."""
    found = await BleakScanner.find_device_by_filter(
        lambda _, said: (
            said.local_name == air.advertised_name(asked["label"])
            and air.SERVICE_UUID in said.service_uuids
        ),
        timeout=20,
    )
    assert found is not None
    x, y = (bytes.fromhex(asked["dh"][part]) for part in ("x", "y"))
    phone = PhoneSession(
        key=PrivateKey.from_pem(asked["key"].encode()),
        lock_id=asked["lock_id"],
        lock_key=PublicKey.checked(x, y),
    )
    notified: asyncio.Queue[bytes] = asyncio.Queue()
    async with BleakClient(found) as client:

        async def request(frame: bytes) -> bytes:
            await client.write_gatt_char(air.REQUEST_UUID, frame, response=True)
            answer = await asyncio.wait_for(notified.get(), 10)
            assert bytes(await client.read_gatt_char(air.RESPONSE_UUID)) == answer
            assert await asyncio.wait_for(notified.get(), 10) == answer  # BlueZ signals reads too
            return answer

        await client.start_notify(
            air.RESPONSE_UUID, lambda _, value: notified.put_nowait(bytes(value))
        )
        message_2 = await request(phone.message_1())
        credential = bytes.fromhex(asked["credential"])
        outcome, receipt = phone.reply(
            await request(phone.command_0(message_2, credential, air.OPEN))
        )
        try:
            await client.write_gatt_char(air.REQUEST_UUID, b"\x09", response=True)
        except BleakGATTProtocolError as error:
            refused = int(error.args[0])
    return {"outcome": int(outcome), "receipt": receipt.hex(), "refused": refused}


print(json.dumps(asyncio.run(open_door(json.load(sys.stdin)))))  # noqa: T201  (a command of its own)
