"""The employee's phone in Chromium: from a code to an open door, with and without a network."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from elaas.access.models import Attempt, Receipt
from elaas.access.operations.phones import block_phone
from elaas.access.rules import Period
from elaas.doors.models import Home, Unit
from elaas.lock.surroundings import Bolt
from elaas.people.models import Phone
from elaas.people.phones import Blocked
from tests import make
from tests.air import rig
from tests.browser import town
from tests.browser.says import tap
from tests.browser.town import HOUR, Town
from tests.browser.visitor import Visitor

READY = "html[data-ready]"
_KEPT = """
async () => {
  const { Store } = await import("/static/phone/app/store.js");
  const store = await Store.open();
  return JSON.stringify([await store.get("account"), await store.get("bundle")]);
}
"""
_COVERED = """
() => document.querySelector("#visits").getBoundingClientRect().bottom
    - document.getElementById("bar").getBoundingClientRect().top
"""
_WITHOUT_UPDATE = """
async () => {
  const { Store } = await import("/static/phone/app/store.js");
  const store = await Store.open();
  const bundle = await store.get("bundle");
  for (const lock of Object.values(bundle.locks)) lock.update = "";
  await store.put("bundle", bundle);
}
"""
_ATTEMPTS = """
async (times) => {
  const { Store } = await import("/static/phone/app/store.js");
  const store = await Store.open();
  const { token } = await store.get("account");
  for (const at of times) {
    const told = { label: "0042", reason: "not_now", at, token };
    await store.keepWaiting("attempts", { id: crypto.randomUUID(), ...told });
  }
}
"""
EMPTY = """
async (what) => {
  const { Store } = await import("/static/phone/app/store.js");
  if (what !== "everything") return (await Store.open()).drop(what);
  for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}
"""


def started(page: Page, address: str) -> None:
    """Open the app from our own page, until it has done what it does at the start."""
    page.goto(address, referer=address)
    page.wait_for_selector(READY, state="attached")


def opened(page: Page) -> None:
    """Tap the button, and see that the door opened."""
    page.get_by_role("button", name="Åpne", exact=True).click()
    expect(page.locator("#said")).to_contain_text("H0203 åpnet kl.")


def synced(page: Page) -> None:
    """Fetch what was there when this was called, and hand over what waited then.

    Twice: the first answer may be another fetch's, which was under way already.
    """
    for _ in range(2):
        before = page.locator("#net").get_attribute("data-at")
        page.get_by_role("button", name="Hent nå").click()
        newer = "(before) => document.getElementById('net').dataset.at > before"
        page.wait_for_function(newer, arg=before)
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


def test_what_waits_for_the_server_goes_up_although_somebody_else_has_the_phone_now(
    place: Town, phone: Page
) -> None:
    started(phone, place.link())
    place.stop()
    opened(phone)
    expect(phone.locator("#net")).to_contain_text("Uten nett.")
    place.start()
    ola = make.make_employee(given="Ola", family="Moe")

    phone.goto("about:blank")
    started(phone, place.link(ola))
    synced(phone)

    receipt = Receipt.objects.get(operation="open")
    assert receipt.phone.employee == ola
    assert receipt.credential is not None
    assert receipt.credential.assignment.employee == place.nurse


def test_a_browser_without_bluetooth_says_so_and_names_the_ways(place: Town, phone: Page) -> None:
    phone.route("**/telefon/", without_a_radio)

    phone.goto(place.url)

    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Denne nettleseren kan ikke åpne låser"
    )
    expect(phone.locator("#unsupported")).to_contain_text("iPhone")
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_hidden()


def without_a_radio(route: Route) -> None:
    """The page as a phone outside the demo gets it, in a browser like an iPhone's."""
    answer = route.fetch()
    told = re.sub(r'<meta name="elaas-simulated-radio"[^>]*>', "", answer.text())
    route.fulfill(response=answer, body=told)


def test_a_link_that_a_colleague_sends_does_not_make_the_phone_theirs(
    place: Town, phone: Page
) -> None:
    started(phone, place.link())
    ola = make.make_employee(given="Ola", family="Moe")

    phone.goto("about:blank")
    phone.goto(place.link(ola))
    phone.wait_for_selector(READY, state="attached")

    expect(phone.locator("#who")).to_have_text("Kari Nilsen")
    expect(phone.locator("#visits > li")).to_have_count(1)
    phone.get_by_role("button", name="Start").click()
    expect(phone.locator("#who")).to_have_text("Ola Moe")
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_hidden()


def test_what_the_server_cannot_read_does_not_keep_the_rest_back(place: Town, phone: Page) -> None:
    started(phone, place.link())
    phone.evaluate(_ATTEMPTS, ["1970-01-01T00:00:00Z", rig.now().isoformat()])

    synced(phone)
    synced(phone)

    assert Attempt.objects.count() == 1
    assert (
        phone.evaluate(
            "import('/static/phone/app/store.js').then(({ Store }) => Store.open())"
            ".then((store) => store.waiting('attempts'))"
        )
        == []
    )


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
    expect(phone.locator("#said")).to_contain_text("Batteriet er for svakt")


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
    block_phone(phone=Phone.objects.get().id, because=Blocked.LOST, now=rig.now())

    phone.get_by_role("button", name="Hent nå").click()

    expect(phone.locator("#net")).to_contain_text("Denne telefonen er ikke din i eLås.")
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_visible()


def test_a_blocked_phone_forgets_the_day_as_soon_as_it_is_told(place: Town, phone: Page) -> None:
    started(phone, place.link())
    block_phone(phone=Phone.objects.get().id, because=Blocked.STOLEN, now=rig.now())

    phone.get_by_role("button", name="Hent nå").click()
    expect(phone.locator("#net")).to_contain_text("Denne telefonen er ikke din i eLås.")

    expect(phone.locator("#visits > li")).to_have_count(0)
    expect(phone.locator("#check")).to_be_hidden()
    expect(phone.locator("#bar")).to_be_hidden()
    assert "Turid" not in phone.evaluate(_KEPT)


def test_what_nobody_foresaw_does_not_leave_the_button_working_for_ever(
    place: Town, phone: Page
) -> None:
    started(phone, place.link())
    phone.evaluate(EMPTY, "bundle")

    phone.get_by_role("button", name="Åpne", exact=True).click()

    expect(phone.locator("#said")).to_contain_text("Noe gikk galt i telefonen.")
    expect(phone.locator("#open[aria-disabled]")).to_have_count(0)


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


def test_a_server_that_is_too_busy_takes_nothing_away_from_the_phone(
    place: Town, phone: Page
) -> None:
    started(phone, place.link())
    busy = '{"error": "The server is busy with a large change."}'
    phone.route("**/phone/sync", lambda route: route.fulfill(status=503, body=busy))

    phone.get_by_role("button", name="Hent nå").click()

    expect(phone.locator("#net")).to_contain_text("Uten nett.")
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_hidden()


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


def test_when_all_is_well_the_check_before_leaving_says_so(place: Town, phone: Page) -> None:
    started(phone, place.link())

    expect(phone.locator("#check")).to_contain_text(
        "Klar: Tilgangen til alle dørene du skal til, ligger i telefonen (1)."
    )
    expect(phone.locator("#check .not-ready")).to_be_hidden()


def test_a_door_that_would_stay_shut_is_said_before_leaving(place: Town, phone: Page) -> None:
    started(phone, place.link())
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    place.stop()
    phone.evaluate(_WITHOUT_UPDATE)

    phone.reload()

    expect(phone.locator("#check .not-ready")).to_contain_text("telefonen din har ikke tilgang")
    expect(phone.locator("#check .ready")).to_be_hidden()


def test_a_door_without_a_lock_is_rung_at_and_missed_by_nobody(place: Town, phone: Page) -> None:
    now = rig.now()
    period = Period(now + HOUR, now + 2 * HOUR)
    make.make_assignment(employee=place.nurse, home=make.make_home(address="Ila 3"), period=period)

    started(phone, place.link())

    expect(phone.locator("#visits")).to_contain_text("Ring på")
    expect(phone.locator("#check .ready")).to_contain_text("(1)")


@pytest.mark.parametrize("what", ["account", "keyPair", "everything"])
def test_a_store_that_the_browser_has_emptied_is_noticed_at_once(
    place: Town, phone: Page, what: str
) -> None:
    started(phone, place.link())
    expect(phone.locator("#lost")).to_be_hidden()
    phone.evaluate(EMPTY, what)

    phone.reload()
    phone.wait_for_selector(READY, state="attached")

    expect(phone.get_by_role("alert").first).to_contain_text(
        "Denne telefonen har mistet det eLås hadde lagret, og åpner ingen dør."
    )
    expect(phone.get_by_role("link", name="Logg inn")).to_be_visible()
    expect(phone.locator("#bar")).to_be_hidden()

    phone.goto("about:blank")
    started(phone, place.link())
    expect(phone.locator("#lost")).to_be_hidden()
    opened(phone)


def test_a_phone_that_was_never_anybody_s_has_lost_nothing(place: Town, phone: Page) -> None:
    started(phone, place.url)

    expect(phone.locator("#lost")).to_be_hidden()
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_visible()
