"""The employee's phone in Chromium: from a code to an open door, with and without a network."""

from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from elaas.access.models import Receipt
from elaas.access.rules import Period
from elaas.doors.models import Home, Unit
from elaas.lock.surroundings import Bolt
from elaas.people.models import Phone
from tests import make
from tests.air import rig
from tests.browser import town
from tests.browser.app import opened, started, synced
from tests.browser.says import tap
from tests.browser.town import HOUR, Town
from tests.browser.visitor import Visitor

_COVERED = """
() => document.querySelector("#visits").getBoundingClientRect().bottom
    - document.getElementById("bar").getBoundingClientRect().top
"""


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


def test_the_phone_brings_back_that_the_lock_has_heard_of_a_blocked_one(
    place: Town, phone: Page
) -> None:
    stolen = make.make_phone(place.nurse)
    visit = place.nurse.assignments.get()
    unit = Unit.objects.get()
    now = rig.now()
    revoked = make.make_credential(visit, phone=stolen, unit=unit, expires_at=now + HOUR)
    started(phone, place.link())  # which blocks the one before

    opened(phone)
    synced(phone)

    revoked.refresh_from_db()
    assert revoked.revoked_at is not None
    assert revoked.heard_at is not None


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


def test_a_jam_is_said_in_words_and_so_is_a_low_battery(place: Town, phone: Page) -> None:
    started(phone, place.link())
    button = phone.get_by_role("button", name="Åpne", exact=True)

    place.door.order_jam()
    button.click()
    expect(phone.locator("#said")).to_contain_text("Bolten sitter fast.")

    place.door.set_battery(4)
    button.click()
    expect(phone.locator("#said")).to_contain_text("Batteriet er for svakt")


def test_a_second_tap_does_not_meet_the_phone_that_still_carries_the_journal(
    place: Town, phone: Page
) -> None:
    Visitor(place).open_often(100)
    started(phone, place.link())

    tap(phone, "opened")
    tap(phone, "opened")
    tap(phone, "opened")


def test_whoever_uses_the_keyboard_stays_where_they_are(place: Town, phone: Page) -> None:
    now = rig.now()
    home = make.make_home(address="Ila 3")
    make.make_unit(home=home)
    for later in (HOUR, 2 * HOUR):
        period = Period(now + later, now + later + HOUR)
        make.make_assignment(employee=place.nurse, home=home, period=period)
    started(phone, place.link())

    phone.get_by_role("button", name="Velg dette oppdraget").first.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#visits > li").nth(1).get_by_role("heading")).to_be_focused()

    phone.get_by_role("button", name="Velg dette oppdraget").last.focus()
    before = phone.locator("#net").get_attribute("data-at")
    phone.evaluate("dispatchEvent(new Event('online'))")
    newer = "(before) => document.getElementById('net').dataset.at > before"
    phone.wait_for_function(newer, arg=before)
    expect(phone.get_by_role("button", name="Velg dette oppdraget").last).to_be_focused()


def test_nothing_is_wider_than_a_small_screen(place: Town, phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    started(phone, place.link())
    opened(phone)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_behind_an_entrance_that_somebody_holds_open_the_flat_s_door_can_be_chosen(
    place: Town, phone: Page
) -> None:
    building = make.make_building(address="Kongens gate 12")
    make.make_unit(building=building)
    make.make_home(building=building)
    Home.objects.update(building=building, note="Bank hardt, hun hører dårlig. Vent litt.")
    started(phone, place.link())
    expect(phone.locator("#where")).to_contain_text("Hovedinngangen")

    phone.get_by_role("button", name="Bytt dør: H0203").click()
    expect(phone.locator("#where")).to_contain_text("H0203")
    expect(phone.get_by_role("button", name="Bytt dør: Hovedinngangen")).to_be_visible()
    opened(phone)

    expect(phone.locator("#where")).to_contain_text("H0203")
    phone.set_viewport_size({"width": 320, "height": 568})
    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert phone.evaluate(_COVERED) <= 0


def test_where_there_is_one_door_there_is_no_other_to_choose(place: Town, phone: Page) -> None:
    started(phone, place.link())

    expect(phone.locator("#where")).to_contain_text("H0203")
    expect(phone.locator("#other")).to_be_hidden()


def test_the_door_opens_by_keyboard_alone(place: Town, phone: Page) -> None:
    started(phone, place.link())
    for _ in range(10):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.id") == "open":
            break
    phone.keyboard.press("Enter")

    expect(phone.locator("#said")).to_contain_text("H0203 åpnet kl.")
