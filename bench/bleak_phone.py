"""A Python phone whose radio is bleak, as a program: each line on its input is one opening.

The first line says which lock, as JSON; each further one is answered with the outcome, the
milliseconds from the first frame after connecting to the proven receipt, and the frames' sizes.
"""

import asyncio
import json
import sys
import time
from typing import Any

from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice

from elaas.protocol import air
from elaas.protocol.cose import PrivateKey, PublicKey, verify1
from elaas.protocol.receipt import Outcome, Receipt
from elaas.protocol.session import PhoneSession

Answer = tuple[Outcome, float, list[tuple[int, int]]]


async def serve() -> None:
    """Open the door once for each line."""
    lock = json.loads(sys.stdin.readline())
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await opening(lock)), flush=True)


async def opening(lock: dict[str, Any]) -> Answer:
    """Open the door; everything that can be done before connecting is."""
    phone = PhoneSession(
        key=PrivateKey.from_pem(lock["key"].encode()),
        lock_id=lock["lock_id"],
        lock_key=_key(lock["dh"]),
    )
    keys, credential = {b"": _key(lock["receipt"])}, bytes.fromhex(lock["credential"])
    notified: asyncio.Queue[bytes] = asyncio.Queue()
    sizes = []
    async with BleakClient(await _found(air.advertised_name(lock["label"]))) as client:

        async def request(frame: bytes) -> bytes:
            await client.write_gatt_char(air.REQUEST_UUID, frame, response=True)
            answer = await asyncio.wait_for(notified.get(), 10)
            sizes.append((len(frame), len(answer)))
            return answer

        await client.start_notify(
            air.RESPONSE_UUID, lambda _, value: notified.put_nowait(bytes(value))
        )
        start = time.perf_counter()
        message_2 = await request(phone.message_1())
        reply = await request(phone.command_0(message_2, credential, air.OPEN))
        outcome, receipt = phone.reply(reply)
        Receipt.parse(verify1(receipt, keys))
        spent = time.perf_counter() - start
    return outcome, spent * 1000, sizes


async def _found(name: str) -> BLEDevice:
    found = await BleakScanner.find_device_by_filter(lambda _, said: said.local_name == name)
    if found is None:
        raise SystemExit("The lock is not heard.")
    return found


def _key(given: dict[str, str]) -> PublicKey:
    return PublicKey.checked(bytes.fromhex(given["x"]), bytes.fromhex(given["y"]))


if __name__ == "__main__":
    asyncio.run(serve())
