"""Opening a door over the virtual radio, against two bare write-and-notify round trips.

Phone, lock and bare peripheral are three programs on one air. Each round opens the door once, with
the receipt on disk, and makes two bare round trips of just the sizes that the opening had.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench import bare
from bench.figures import Figure, of
from elaas.gateways.radio import Link
from elaas.gateways.radio.ble import Central, opened
from elaas.gateways.radio.session import Session
from elaas.protocol import air
from elaas.protocol.cose import PrivateKey, sign1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession
from tests.air import rig
from tests.air.rig import House
from tests.lock.test_independent_phone import largest_opening

ROUNDS = 100
WARM_UP = 5


def figures() -> list[Figure]:
    """Time as a ratio, and bytes and round trips of an opening, usual and worst."""
    with tempfile.TemporaryDirectory(prefix="elaas-bench-") as folder, rig.air() as radio:
        house = rig.new_house(Path(folder))
        with house.running(radio, "--awake"):
            house.claim(radio)
            measured = asyncio.run(_measure(house, radio))
    return measured


class Counted:
    """A link that remembers the sizes of what passes."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.sizes: list[tuple[int, int]] = []

    async def request(self, frame: bytes) -> bytes:
        """As `Link.request`."""
        response = await self._link.request(frame)
        self.sizes.append((len(frame), len(response)))
        return response


async def _measure(house: House, radio: str) -> list[Figure]:
    credential = _credential(house)
    async with opened(radio) as device, opened(radio) as other_device:
        central = Central(device)
        sizes = (await _open(house, credential, central))[1]
        command = (sys.executable, "-m", "bench.bare", radio)
        (message_1, _), (_, reply) = sizes
        with rig.program(*command, str(reply), str(message_1)):
            async with Central(other_device).connect(bare.LABEL) as link:
                rounds = [
                    ((await _open(house, credential, central))[0], await _bare(link, sizes))
                    for _ in range(WARM_UP + ROUNDS)
                ]
    measured = rounds[WARM_UP:]
    octets = sum(map(sum, sizes))
    return [
        of(
            "opening, after connecting",
            [ours / theirs for ours, theirs in measured],
            "of 2 bare trips",
            at_most=2.0,
        ),
        of("opening, after connecting", [ours * 1000 for ours, _ in measured], "ms"),
        of("two bare round trips", [theirs * 1000 for _, theirs in measured], "ms"),
        Figure(name="round trips of an opening", value=len(sizes), unit="", at_most=2),
        Figure(name="bytes of an opening", value=octets, unit="bytes", at_most=640),
        Figure(name="bytes of the largest opening", value=_largest(), unit="bytes", at_most=680),
    ]


async def _open(
    house: House, credential: tuple[PrivateKey, bytes], central: Central
) -> tuple[float, list[tuple[int, int]]]:
    """Seconds from the first byte after connecting to the proof, and the sizes of the frames."""
    key, token = credential
    label = house.label
    phone = PhoneSession(key=key, lock_id=label.lock_id, lock_key=label.dh)
    async with central.connect(label.label) as link:
        counted = Counted(link)
        start = time.perf_counter()
        session = Session(counted, phone)
        outcome, _ = await session.first(token, air.OPEN)
        spent = time.perf_counter() - start
    if outcome is not Outcome.DONE:
        message = f"The door stayed shut ({outcome.name}); the figures mean nothing."
        raise SystemExit(message)
    return spent, counted.sizes


async def _bare(link: Link, sizes: list[tuple[int, int]]) -> float:
    start = time.perf_counter()
    for request, response in sizes:
        answer = await link.request(bytes(request))
        if len(answer) != response:
            message = f"The bare peripheral answers {len(answer)} bytes, not {response}."
            raise SystemExit(message)
    return time.perf_counter() - start


def _largest() -> int:
    with tempfile.TemporaryDirectory(prefix="elaas-bench-") as folder:
        return sum(map(len, largest_opening(Path(folder))))


def _credential(house: House) -> tuple[PrivateKey, bytes]:
    key, now = PrivateKey.generate(), int(time.time())
    credential = Credential(
        lock_id=house.label.lock_id,
        not_before=now - 3600,
        expires=now + 3600,
        issued_at=now,
        cti=bytes(16),
        phone=key.public_key,
        scope="open",
        epoch=1,
    )
    return key, sign1(credential.claims(), house.authority)
