"""The employee's phone in Chromium: from a code to an open door, with and without a network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from elaas.access.models import Attempt, Receipt
from elaas.access.operations.phones import block_phone
from elaas.lock.surroundings import Bolt
from elaas.people.models import Phone
from tests import make
from tests.air import rig
from tests.browser import town
from tests.browser.says import tap
from tests.browser.town import Town
from tests.browser.visitor import Visitor

READY = "html[data-ready]"
_KEPT = """
async () => {
  const { Store } = await import("/static/phone/app/store.js");
  const store = await Store.open();
  return JSON.stringify([await store.get("account"), await store.get("bundle")]);
}
"""


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Town]:
    """A town with one lock."""
    with town.town(tmp_path, database_url) as built:
        yield built


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path) -> Iterator[Page]:
    """A phone's browser."""
    with town.browser(playwright, tmp_path / "phone") as page:
        yield page


def started(page: Page, address: str) -> None:
    """Open the app, until it has done what it does at the start."""
    page.goto(address)
    page.wait_for_selector(READY, state="attached")


def opened(page: Page) -> None:
    """Tap the button, and see that the door opened."""
    page.get_by_role("button", name="Åpne", exact=True).click()
    expect(page.locator("#said")).to_contain_text("H0203 åpnet kl.")


def synced(page: Page) -> None:
    """Fetch, until nothing waits for the server any more."""
    page.get_by_role("button", name="Hent nå").click()
    expect(page.locator("#net")).to_contain_text("Hentet kl.")


def test_the_code_enrols_the_phone_and_the_day_is_there(place: Town, phone: Page) -> None:
    started(phone, place.link())

    expect(phone.locator("#who")).to_have_text("Kari Nilsen")
    expect(phone.locator("#visits > li")).to_have_count(1)
    expect(phone.locator("#visits")).to_contain_text("Kongens gate 12, H0203")
    expect(phone.locator("#net")).to_contain_text("Hentet kl.")
    assert "kode" not in phone.url
    assert Phone.objects.get().employee == place.nurse


def test_a_name_is_shown_as_text_whatever_is_in_it(place: Town, phone: Page) -> None:
    started(phone, place.link())

    expect(phone.locator("#visits")).to_contain_text("Turid <b onclick=alert(1)>Bakken</b>")
    assert phone.locator("#visits b").count() == 0


def test_the_door_opens_and_the_receipts_come_home_once(place: Town, phone: Page) -> None:
    started(phone, place.link())

    opened(phone)
    synced(phone)
    synced(phone)

    assert place.door.bolt is Bolt.OPEN
    assert list(Receipt.objects.order_by("seq").values_list("operation", flat=True)) == [
        "claim",
        "open",
    ]


def test_with_the_server_gone_and_the_phone_restarted_the_door_still_opens(
    place: Town, playwright: Playwright, tmp_path: Path
) -> None:
    with town.browser(playwright, tmp_path / "phone") as phone:
        started(phone, place.link())
        phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    place.stop()

    with town.browser(playwright, tmp_path / "phone") as phone:
        started(phone, place.url)
        expect(phone.locator("#net")).to_contain_text("Uten nett.")
        opened(phone)
        assert place.door.bolt is Bolt.OPEN
        assert not Receipt.objects.filter(operation="open").exists()

        place.start()
        synced(phone)
        synced(phone)

    assert Receipt.objects.filter(operation="open").count() == 1


def test_when_somebody_else_takes_the_phone_nothing_of_the_first_stays(
    place: Town, phone: Page
) -> None:
    started(phone, place.link())
    ola = make.make_employee(given="Ola", family="Moe")

    phone.goto("about:blank")
    started(phone, place.link(ola))

    expect(phone.locator("#who")).to_have_text("Ola Moe")
    expect(phone.locator("#visits > li")).to_have_count(0)
    expect(phone.locator("#bar")).to_be_hidden()
    assert Phone.objects.filter(employee=ola, blocked_at=None).exists()
    kept = phone.evaluate(_KEPT)
    assert "Ola" in kept
    assert "Kari" not in kept
    assert "Turid" not in kept


def test_a_code_that_is_no_good_says_so(place: Town, phone: Page) -> None:
    started(phone, f"{place.url}#kode=gjettet")

    expect(phone.locator("#enrol-said")).to_contain_text("Koden gjelder ikke")
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_visible()
    assert not Phone.objects.exists()
    assert not Attempt.objects.exists()


def test_a_jam_is_said_in_words_and_so_is_a_low_battery(place: Town, phone: Page) -> None:
    started(phone, place.link())
    button = phone.get_by_role("button", name="Åpne", exact=True)

    place.door.order_jam()
    button.click()
    expect(phone.locator("#said")).to_contain_text("Bolten sitter fast.")

    place.door.set_battery(4)
    button.click()
    expect(phone.locator("#said")).to_contain_text("Batteriet er for svakt.")


def test_a_second_tap_does_not_meet_the_phone_that_still_carries_the_journal(
    place: Town, phone: Page
) -> None:
    Visitor(place).open_often(100)
    started(phone, place.link())

    tap(phone, "opened")
    tap(phone, "opened")
    tap(phone, "opened")


def test_a_blocked_phone_says_so_and_asks_for_a_new_code(place: Town, phone: Page) -> None:
    started(phone, place.link())
    block_phone(phone=Phone.objects.get().id, now=rig.now())

    phone.get_by_role("button", name="Hent nå").click()

    expect(phone.locator("#net")).to_contain_text("Denne telefonen er ikke din i eLås.")
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_visible()


def test_nothing_is_wider_than_a_small_screen(place: Town, phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    started(phone, place.link())
    opened(phone)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_door_opens_by_keyboard_alone(place: Town, phone: Page) -> None:
    started(phone, place.link())
    for _ in range(10):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.id") == "open":
            break
    phone.keyboard.press("Enter")

    expect(phone.locator("#said")).to_contain_text("H0203 åpnet kl.")
