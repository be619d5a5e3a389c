"""Whose phone it is: taken over, blocked, or never enrolled."""

from playwright.sync_api import Page, expect

from elaas.access.models import Attempt, Receipt
from elaas.access.operations.phones import block_phone
from elaas.people.models import Phone
from elaas.people.phones import Blocked
from tests import make
from tests.air import rig
from tests.browser.app import READY, opened, started, synced
from tests.browser.town import Town

_KEPT = """
async () => {
  const { Store } = await import("/static/phone/app/store.js");
  const store = await Store.open();
  return JSON.stringify([await store.get("account"), await store.get("bundle")]);
}
"""


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


def test_a_code_that_is_no_good_says_so(place: Town, phone: Page) -> None:
    started(phone, f"{place.url}#kode=gjettet")

    expect(phone.locator("#enrol-said")).to_contain_text("Koden gjelder ikke")
    expect(phone.get_by_label("Engangskode fra driftssenteret")).to_be_visible()
    assert not Phone.objects.exists()
    assert not Attempt.objects.exists()


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
