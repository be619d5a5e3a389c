"""The demo's radio: the same frames over a WebSocket to a virtual lock."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from elaas.lock.surroundings import Bolt
from elaas.protocol.cose import sign1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import Outcome
from tests.air import rig
from tests.air.rig import HOUR, House
from tests.browser.apart import apart
from tests.browser.lab import BrowserPhone, Lab, Refused
from tests.commands import ELAAS, free_port

_OPEN = """
const { PhoneSession } = await import("/phone/protocol/session.js");
const lockKey = { x: fromHex(given.x), y: fromHex(given.y) };
const parties = { keyPair: window.phone, lockId: given.lockId, lockKey };
const session = await PhoneSession.create(parties);
const link = await new it.SimulatedRadio(given.base).connect(given.label);
const frame02 = await link.request(session.message1());
const first = await session.command0(frame02, fromHex(given.credential), "open");
const { outcome } = await session.reply(await link.request(first));
link.close();
return outcome;
"""
_NONSENSE = """
const link = await new it.SimulatedRadio(given.base).connect(given.label);
return link.request(Uint8Array.of(9)).catch((error) => [error.name, error.code]);
"""


@pytest.fixture
def base() -> str:
    """Where a lock will listen."""
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
def house(tmp_path: Path, base: str) -> Iterator[House]:
    """A claimed lock behind a WebSocket; it sleeps until somebody knocks."""
    built = rig.new_house(tmp_path)
    built.door.knock()
    with rig.program(*ELAAS, "lock", "run", str(built.lock_folder), "--radio", f"ws:{base}"):
        apart(lambda: built.claim(f"ws:{base}"))
        yield built


def at(house: House, base: str) -> dict[str, Any]:
    """What the page must know of the lock."""
    label = house.label
    here = {"base": f"ws://{base}/", "label": label.label, "lockId": label.lock_id}
    return {**here, **label.dh.to_hex()}


def token(house: House, phone: BrowserPhone) -> str:
    """A credential for the phone, an hour either way."""
    now = int(time.time())
    credential = Credential(
        lock_id=house.label.lock_id,
        not_before=now - HOUR,
        expires=now + HOUR,
        issued_at=now,
        cti=bytes(16),
        phone=phone.key,
        scope="open",
        epoch=0,
    )
    return sign1(credential.claims(), house.authority).hex()


def test_the_door_opens(house: House, base: str, lab: Lab) -> None:
    given = {**at(house, base), "credential": token(house, BrowserPhone(lab))}

    assert lab.call("radio/simulated.js", _OPEN, given) == Outcome.DONE
    assert house.door.bolt is Bolt.OPEN


def test_a_refused_frame_is_an_att_error_with_its_code(house: House, base: str, lab: Lab) -> None:
    assert lab.call("radio/simulated.js", _NONSENSE, at(house, base)) == ["AttError", 0x80]


def test_where_no_lock_listens_it_is_out_of_range(base: str, lab: Lab) -> None:
    with pytest.raises(Refused, match="OutOfRange"):
        lab.call("radio/simulated.js", _NONSENSE, {"base": f"ws://{base}/", "label": "0042"})


@pytest.mark.parametrize(
    ("frame", "whole"),
    [
        ("02" + "00" * 45, True),
        ("02" + "00" * 44, False),
        ("048343a10101a0" + "43aabbcc", True),
        ("048343a10101a0" + "43aabb", False),
        ("068343a10101a0" + "5818" + "00" * 24, True),
        ("068343a10101a0" + "5818" + "00" * 10, False),
        ("068343a10101a0" + "590100" + "00" * 256, True),
        ("068343a10101a0" + "590100" + "00" * 200, False),
        ("068343", False),
    ],
)
def test_a_response_that_was_cut_short_is_noticed(lab: Lab, frame: str, *, whole: bool) -> None:
    assert lab.call("radio/frames.js", "return it.isWhole(fromHex(given));", frame) is whole
