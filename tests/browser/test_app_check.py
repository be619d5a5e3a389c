"""Before leaving, the phone says whether it opens every door of the day."""

from playwright.sync_api import Page, expect

from elaas.access.rules import Period
from tests import make
from tests.air import rig
from tests.browser.app import started
from tests.browser.town import HOUR, Town

_WITHOUT_UPDATE = """
async () => {
  const { Store } = await import("/static/phone/app/store.js");
  const store = await Store.open();
  const bundle = await store.get("bundle");
  for (const lock of Object.values(bundle.locks)) lock.update = "";
  await store.put("bundle", bundle);
}
"""


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
