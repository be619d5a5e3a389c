"""What goes wrong in the phone, its browser or the server is said, and takes nothing away."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from elaas.access.models import Attempt
from tests.air import rig
from tests.browser.app import EMPTY, READY, opened, started, synced
from tests.browser.town import Town

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


def test_what_nobody_foresaw_does_not_leave_the_button_working_for_ever(
    place: Town, phone: Page
) -> None:
    started(phone, place.link())
    phone.evaluate(EMPTY, "bundle")

    phone.get_by_role("button", name="Åpne", exact=True).click()

    expect(phone.locator("#said")).to_contain_text("Noe gikk galt i telefonen.")
    expect(phone.locator("#open[aria-disabled]")).to_have_count(0)


def test_a_server_that_is_too_busy_takes_nothing_away_from_the_phone(
    place: Town, phone: Page
) -> None:
    started(phone, place.link())
    busy = '{"error": "The server is busy with a large change."}'
    phone.route("**/phone/sync", lambda route: route.fulfill(status=503, body=busy))

    phone.get_by_role("button", name="Hent nå").click()

    expect(phone.locator("#net")).to_contain_text("Uten nett.")
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_hidden()


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
