"""Unmodified Chromium opens the lock over Bluetooth LE, by way of BlueZ's D-Bus."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from elaas.gateways import radio as radios
from elaas.gateways.radio.session import Session
from elaas.lock.surroundings import Bolt
from elaas.protocol import air
from elaas.protocol.cose import PrivateKey, PublicKey, sign1, verify1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import Outcome, Receipt
from elaas.protocol.session import PhoneSession
from tests.air import rig
from tests.air.rig import HOUR, House
from tests.browser.apart import apart
from tests.browser.bluetooth import BLUETOOTH, REMEMBERS, Chooser, chromium, forget, machine
from tests.browser.lab import BrowserPhone, Lab
from tests.browser.site import NOTHING

pytestmark = pytest.mark.needs("dbus-daemon", "dbus-daemon")

# What a tap on the button does; the answer of the last tap is in window.answer.
_TAP = """
(given) => {
  document.documentElement.innerHTML = "<body><button>Åpne</button></body>";
  document.querySelector("button").addEventListener("click", async () => {
    const { fromHex, toHex } = await import("/phone/protocol/bytes.js");
    const { PhoneSession } = await import("/phone/protocol/session.js");
    const { BluetoothRadio } = await import("/phone/radio/bluetooth.js");
    window.radio ??= new BluetoothRadio(navigator.bluetooth);
    const lockKey = { x: fromHex(given.x), y: fromHex(given.y) };
    const parties = { keyPair: window.phone, lockId: given.lockId, lockKey };
    try {
      const session = await PhoneSession.create(parties);
      const link = await window.radio.connect(given.label);
      const frame02 = await link.request(session.message1());
      const first = await session.command0(frame02, fromHex(given.credential), "open");
      const { outcome, body } = await session.reply(await link.request(first));
      const nonsense = () => link.request(Uint8Array.of(9)).catch((error) => error.name);
      const refused = given.nonsense ? await nonsense() : null;
      link.close();
      window.answer = { outcome, receipt: toHex(body), refused, choosers: window.radio.choosers };
    } catch (error) {
      window.answer = { error: error.name, why: String(error.cause ?? error) };
    }
  });
}
"""


def credential(house: House, key: PublicKey, scope: str) -> bytes:
    """A credential for `key`, an hour either way."""
    now = int(time.time())
    credential = Credential(
        lock_id=house.label.lock_id,
        not_before=now - HOUR,
        expires=now + HOUR,
        issued_at=now,
        cti=b"kari............",
        phone=key,
        scope=scope,
        epoch=0,
    )
    return sign1(credential.claims(), house.authority)


@dataclass(frozen=True)
class Street:
    """A page with a button, in a browser that hears the house's lock."""

    house: House
    machine: dict[str, str]
    page: Page
    chooser: Chooser
    phone: BrowserPhone

    def prepare(self, *, nonsense: bool = False) -> None:
        """Give the page a credential for the house, and the button."""
        label = self.house.label
        token = credential(self.house, self.phone.key, "open")
        given = {
            "lockId": label.lock_id,
            "label": label.label,
            "credential": token.hex(),
            "nonsense": nonsense,
            **label.dh.to_hex(),
        }
        self.page.evaluate(_TAP, given)

    def tap(self) -> dict[str, Any]:
        """Tap the button, and wait for what comes of it."""
        self.page.evaluate("delete window.answer")
        self.page.click("button")
        self.page.wait_for_function("window.answer")
        answer: dict[str, Any] = self.page.evaluate("window.answer")
        return answer


@pytest.fixture(scope="module")
def radio() -> Iterator[str]:
    """The RADIO of a virtual air."""
    with rig.air() as name:
        yield name


@pytest.fixture
def features() -> tuple[str, ...]:
    """What of Chromium is switched on."""
    return (BLUETOOTH,)


@pytest.fixture
def street(
    tmp_path: Path, radio: str, site: str, playwright: Playwright, features: tuple[str, ...]
) -> Iterator[Street]:
    """A house whose lock is awake, and a browser before its door."""
    house = rig.new_house(tmp_path)
    with house.running(radio, "--awake"):
        apart(lambda: house.claim(radio))
        with (
            machine(tmp_path, radio) as its_machine,
            chromium(playwright, its_machine, features=features) as browser,
        ):
            page = browser.new_page()
            page.goto(f"{site}{NOTHING}")
            yield Street(house, its_machine, page, Chooser(page), BrowserPhone(Lab(page)))


def test_the_door_opens_and_the_list_has_one_line(street: Street) -> None:
    street.prepare(nonsense=True)

    answer = street.tap()

    assert answer.get("outcome") == Outcome.DONE, answer
    assert street.house.door.bolt is Bolt.OPEN
    assert street.chooser.lines == [[f"eL-{street.house.label.label}"]]
    assert answer["refused"] == "AttError"
    receipt = bytes.fromhex(answer["receipt"])
    payload = verify1(receipt, {b"": street.house.label.receipt})
    assert Receipt.parse(payload).cti == b"kari............"


def test_a_lock_that_the_page_knows_opens_again_without_a_list(street: Street) -> None:
    street.prepare()
    street.tap()

    answer = street.tap()

    assert answer.get("outcome") == Outcome.DONE, answer
    assert answer["choosers"] == 1


async def released(house: House, radio: str) -> None:
    """The lock is nobody's any more, and can be claimed with another secret."""
    key, secret = PrivateKey.generate(), bytes(16)
    token = credential(house, key.public_key, "service")
    phone = PhoneSession(key=key, lock_id=house.label.lock_id, lock_key=house.label.dh)
    async with radios.connect(radio, house.label.label) as link:
        outcome, _ = await Session(link, phone).first(token, air.RELEASE, secret)
    assert outcome is Outcome.DONE
    house.label = replace(house.label, claim_secret=secret)


@pytest.mark.parametrize(("features", "silences"), [((BLUETOOTH,), 1), ((BLUETOOTH, REMEMBERS), 2)])
def test_a_lock_that_was_claimed_anew_is_found_by_way_of_the_list(
    street: Street, radio: str, silences: int
) -> None:
    street.prepare()
    street.tap()
    apart(lambda: asyncio.run(released(street.house, radio)))
    apart(lambda: street.house.claim(radio))  # under another address
    apart(lambda: asyncio.run(forget(street.machine)))

    for _ in range(silences):
        assert street.tap()["error"] == "OutOfRange"
    found = street.tap()
    again = street.tap()

    assert found.get("outcome") == again.get("outcome") == Outcome.DONE, (found, again)
    assert again["choosers"] == 2
