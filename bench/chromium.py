"""An opening in Chromium against the same one by a Python phone, after connecting.

Both phones reach one lock on one virtual air, each through BlueZ's look-alike on a D-Bus of its
own: Chromium by Web Bluetooth, Python by bleak. They take turns, so that both see the same machine,
and both send the same two frames and have the lock's receipt and its signature checked at the end.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, cast

from playwright.sync_api import sync_playwright

from bench.figures import Figure, of
from elaas import web
from elaas.protocol.cose import PrivateKey, PublicKey, sign1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import Outcome
from tests.air import rig
from tests.air.rig import House
from tests.browser import bluetooth
from tests.browser.lab import BrowserPhone, Lab
from tests.browser.site import NOTHING, serving

ROUNDS = 50
WARM_UP = 5
STATIC = Path(web.__file__).parent / "static"
_OPENING = """
const { PhoneSession } = await import("/phone/protocol/session.js");
const { verify1 } = await import("/phone/protocol/cose.js");
const { readReceipt } = await import("/phone/protocol/receipt.js");
const key = ({ x, y }) => ({ x: fromHex(x), y: fromHex(y) });
window.radio ??= new it.BluetoothRadio(navigator.bluetooth);
const parties = { keyPair: window.phone, lockId: given.lock_id, lockKey: key(given.dh) };
const session = await PhoneSession.create(parties);
const receiptKey = key(given.receipt);
const credential = fromHex(given.credential);
const link = await window.radio.connect(given.label);
const sizes = [];
const request = async (frame) => {
  const answer = await link.request(frame);
  sizes.push([frame.length, answer.length]);
  return answer;
};
const start = performance.now();
const frame02 = await request(session.message1());
const reply = await request(await session.command0(frame02, credential, "open"));
const { outcome, body } = await session.reply(reply);
await verify1(body, receiptKey);
readReceipt(body);
const spent = performance.now() - start;
link.close();
return [outcome, spent, sizes];
"""

Measured = tuple[int, float, list[list[int]]]


def figures() -> list[Figure]:
    """The ratio of each round, and the milliseconds of both."""
    with (
        tempfile.TemporaryDirectory(prefix="elaas-bench-") as folder,
        rig.air() as radio,
    ):
        house = rig.new_house(Path(folder))
        with house.running(radio, "--awake"):
            house.claim(radio)
            rounds = _rounds(house, radio)[WARM_UP:]
    return [
        of(
            "opening in Chromium",
            [chromium / python for chromium, python in rounds],
            "of Python's",
            at_most=2.0,
        ),
        of("opening in Chromium", [chromium for chromium, _ in rounds], "ms"),
        of("opening in Python by bleak", [python for _, python in rounds], "ms"),
    ]


def _rounds(house: House, radio: str) -> list[tuple[float, float]]:
    """Milliseconds of an opening by each phone, in turns."""
    with (
        _machine(house, "python", radio) as with_bleak,
        _machine(house, "chromium", radio) as with_chromium,
        _bleak(house, with_bleak) as bleak,
        serving(STATIC) as site,
        sync_playwright() as playwright,
        bluetooth.chromium(playwright, with_chromium) as browser,
    ):
        page = browser.new_page()
        page.goto(f"{site}{NOTHING}")
        bluetooth.Chooser(page)
        lab = Lab(page)
        given = _lock(house, BrowserPhone(lab).key)
        found = []
        for _ in range(WARM_UP + ROUNDS):
            here: Measured = lab.call("radio/bluetooth.js", _OPENING, given)
            there = bleak.opening()
            found.append(_compared(here, there))
        return found


def _machine(house: House, name: str, radio: str) -> AbstractContextManager[dict[str, str]]:
    folder = house.folder / name
    folder.mkdir()
    return bluetooth.machine(folder, radio)


def _compared(chromium: Measured, python: Measured) -> tuple[float, float]:
    if {chromium[0], python[0]} != {Outcome.DONE}:
        raise SystemExit("A door stayed shut; the figures mean nothing.")
    if [sent for sent, _ in chromium[2]] != [sent for sent, _ in python[2]]:
        raise SystemExit(f"Not the same exchange: {chromium[2]} and {python[2]}.")
    return chromium[1], python[1]


class _Bleak:
    """The Python phone's program."""

    def __init__(self, process: subprocess.Popen[str], lock: dict[str, Any]) -> None:
        self._says = cast("IO[str]", process.stdout)
        self._hears = cast("IO[str]", process.stdin)
        self._ask(json.dumps(lock))

    def opening(self) -> Measured:
        """One opening."""
        found: Measured = json.loads(self._ask(""))
        return found

    def _ask(self, line: str) -> str:
        print(line, file=self._hears, flush=True)
        return self._says.readline()


@contextmanager
def _bleak(house: House, machine: dict[str, str]) -> Iterator[_Bleak]:
    key = PrivateKey.generate()
    lock = {**_lock(house, key.public_key), "key": key.to_pem().decode()}
    command = [sys.executable, "-m", "bench.bleak_phone"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=machine) as process:
        yield _Bleak(process, lock)


def _lock(house: House, phone: PublicKey) -> dict[str, Any]:
    """What a phone must know of the lock, and its credential."""
    label, now = house.label, int(time.time())
    credential = Credential(
        lock_id=label.lock_id,
        not_before=now - rig.HOUR,
        expires=now + rig.HOUR,
        issued_at=now,
        cti=bytes(16),
        phone=phone,
        scope="open",
        epoch=0,
    )
    return {
        "label": label.label,
        "lock_id": label.lock_id,
        "dh": label.dh.to_hex(),
        "receipt": label.receipt.to_hex(),
        "credential": sign1(credential.claims(), house.authority).hex(),
    }
