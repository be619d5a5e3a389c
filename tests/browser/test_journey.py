"""From a code to the recipient's page, with nothing simulated but the air.

Unmodified Chromium opens two locks over Web Bluetooth, by way of BlueZ's look-alike on a private
D-Bus, while the server is away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from elaas.access.models import Receipt
from elaas.lock.surroundings import Bolt
from elaas.protocol.receipt import Outcome
from tests.air import rig
from tests.browser import bluetooth, town
from tests.browser.bluetooth import BLUETOOTH, REMEMBERS, Chooser
from tests.browser.says import tap
from tests.browser.town import Town

pytestmark = pytest.mark.needs("dbus-daemon", "dbus-daemon")

READY = "html[data-ready]"


class Phone:
    """The nurse's phone, which can be switched off and on."""

    def __init__(self, playwright: Playwright, folder: Path, machine: dict[str, str]) -> None:
        self._playwright = playwright
        self._folder = folder
        self._machine = machine

    @contextmanager
    def on(self, address: str, *features: str) -> Iterator[tuple[Page, Chooser]]:
        """The app at `address`, and whoever takes a line in the browser's list of devices."""
        on = (BLUETOOTH, *features)
        started = town.browser(self._playwright, self._folder, features=on, machine=self._machine)
        with started as page:
            chooser = Chooser(page)
            page.goto(address)
            page.wait_for_selector(READY, state="attached")
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            yield page, chooser


@pytest.fixture(scope="module")
def radio() -> Iterator[str]:
    """The RADIO of a virtual air."""
    with rig.air() as name:
        yield name


@pytest.fixture
def place(tmp_path: Path, database_url: str, radio: str) -> Iterator[Town]:
    """A flat behind a common entrance."""
    with town.town(tmp_path, database_url, air=radio) as built:
        yield built


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path, radio: str) -> Iterator[Phone]:
    """A phone that hears both locks."""
    with bluetooth.machine(tmp_path, radio) as machine:
        yield Phone(playwright, tmp_path / "phone", machine)


def opens(page: Page, door: str) -> None:
    """Tap the button, and see that it opened this door."""
    expect(page.locator("#where")).to_contain_text(door)
    page.get_by_role("button", name="Åpne", exact=True).click()
    expect(page.locator("#said")).to_contain_text(f"{door} åpnet kl.", timeout=20_000)


def synced(page: Page) -> None:
    """Fetch, until the server has answered."""
    with page.expect_response("**/phone/sync") as answered:
        page.get_by_role("button", name="Hent nå").click()
    assert answered.value.ok
    expect(page.locator("#net")).to_contain_text("Hentet kl.")


def test_offline_two_doors_open_and_later_the_recipient_sees_it(
    place: Town, phone: Phone, playwright: Playwright, tmp_path: Path
) -> None:
    with phone.on(place.link()) as (page, chooser):
        assert place.entrance is not None
        place.stop()
        opens(page, "Hovedinngangen")
        opens(page, "H0203")
        assert (place.entrance.door.bolt, place.door.bolt) == (Bolt.OPEN, Bolt.OPEN)
        assert chooser.lines == [["eL-0041"], ["eL-0042"]]
    place.door.turn_key(Bolt.LOCKED)

    with phone.on(place.url) as (page, _):
        expect(page.locator("#net")).to_contain_text("Uten nett.")
        opens(page, "Hovedinngangen")
        opens(page, "H0203")
        assert place.door.bolt is Bolt.OPEN
        assert not Receipt.objects.filter(operation="open").exists()
        place.start()
        synced(page)
        synced(page)

    found = Receipt.objects.filter(operation="open").order_by("unit", "seq")
    assert list(found.values_list("unit_id", "outcome")) == [
        (lock, Outcome.DONE) for lock in ("L-0041", "L-0041", "L-0042", "L-0042")
    ]
    with town.browser(playwright, tmp_path / "recipient") as page:
        page.goto(place.at(f"recipient/{place.turid.id}/"))
        said = sorted(page.locator(".use strong").all_inner_texts())  # some in the same second
    assert said == ["Åpnet døren til oppgangen"] * 2 + ["Åpnet inngangsdøren din"] * 2


def test_after_a_restart_a_browser_that_remembers_opens_without_a_list(
    place: Town, playwright: Playwright, tmp_path: Path, radio: str
) -> None:
    for number, (address, lists) in enumerate(((place.link(), 2), (place.url, 0))):
        folder = tmp_path / f"machine-{number}"  # its adapter has heard no lock before
        folder.mkdir()
        with bluetooth.machine(folder, radio) as machine:
            phone = Phone(playwright, tmp_path / "phone", machine)
            with phone.on(address, REMEMBERS) as (page, chooser):
                opens(page, "Hovedinngangen")
                opens(page, "H0203")
                tap(page, "opened")
                assert len(chooser.lines) == lists
