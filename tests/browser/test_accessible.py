"""The phone's screens and the desk's pages are for everybody: axe, on a small screen."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from elaas.access.models import Journal
from elaas.access.operations.phones import block_phone
from elaas.demo.contact_register import national_id as demo_number
from elaas.demo.town import DOORS
from elaas.doors.models import Home
from elaas.lock.identity import make_lock
from elaas.notices.operations.calls import make_letter, mark_called
from elaas.notices.operations.fallback import fall_back
from elaas.notices.rules import Why
from elaas.people.models import Phone
from elaas.people.phones import Blocked
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.app import EMPTY, started
from tests.browser.town import Town

pytestmark = [pytest.mark.needs("npm", "npm"), pytest.mark.usefixtures("door")]


@pytest.fixture
def door(place: Town) -> Iterator[None]:
    """The town's street has a door."""
    first = DOORS[0]
    folder = Path(place.env["ELAAS_DATA"], "locks", first.lock_id)
    make_lock(folder, lock_id=first.lock_id, label=first.label)
    yield
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("locale", "open_", "opened", "stuck"),
    [
        ("nb-NO", "Åpne", "H0203 åpnet kl.", "Jeg kommer ikke inn"),
        ("nn-NO", "Opne", "H0203 opna kl.", "Eg kjem ikkje inn"),
    ],
)
def test_the_phone_at_the_door(
    place: Town, page: Page, locale: str, open_: str, opened: str, stuck: str
) -> None:
    Home.objects.update(note="Bank hardt")
    Journal.objects.update(battery=14)
    started(page, place.url)
    check(page)

    page.goto("about:blank")
    started(page, place.link())
    assert page.evaluate("document.documentElement.lang") == locale[:2]
    page.get_by_role("button", name=open_, exact=True).click()
    expect(page.locator("#said")).to_contain_text(opened)
    check(page)

    place.door.order_jam()
    page.get_by_role("button", name=open_, exact=True).click()
    expect(page.locator("#said")).to_have_attribute("data-color", "danger")
    check(page)

    page.get_by_role("button", name=stuck).click()
    expect(page.get_by_role("dialog", name=stuck)).to_be_visible()
    check(page)


def test_a_phone_that_is_not_ready(place: Town, page: Page) -> None:
    started(page, place.link())
    block_phone(phone=Phone.objects.get().id, because=Blocked.LOST, now=rig.now())
    synced_badly(page)
    check(page)

    page.evaluate(EMPTY, "account")
    page.reload()
    expect(page.locator("#lost")).to_be_visible()
    check(page)


def synced_badly(page: Page) -> None:
    page.get_by_role("button", name="Hent nå").click()
    expect(page.locator("#net")).to_contain_text("Denne telefonen er ikke din i eLås.")


PAGES = [
    "",
    "gata/",
    "phones/",
    "logg-inn/",
    "logg-inn/tilbake/",
    "ringeliste/",
    "outbox/",
    "coordinator/",
]


@pytest.mark.parametrize("path", PAGES)
def test_other_pages(place: Town, page: Page, path: str) -> None:
    make.make_decision(place.turid, rig.now(), safety_alarm=True)
    make.make_decision(make.make_recipient(), rig.now())
    page.goto(place.url.replace("telefon/", path))
    check(page)


@pytest.mark.parametrize("path", ["ringeliste/", "outbox/"])
def test_pages_about_messages(place: Town, page: Page, path: str) -> None:
    text = "Du kan bestille time: https://minside.trondheim.kommune.no/" + 40 * "elaas"
    for why in Why:
        knut = make.make_recipient(national_id=demo_number("knut"))
        message = make.make_message(knut, text=text)
        fall_back(message=message.id, why=why, now=rig.now())
    of_kin = make.make_message(knut, kin=make.make_kin(knut))
    fall_back(message=of_kin.id, why=Why.NO_NUMBER, now=rig.now())
    mark_called(message=message.id, by=place.nurse.id, now=rig.now())
    make_letter(message=message.id, by=place.nurse.id, now=rig.now())
    make.make_message(place.turid, text=text)

    page.goto(place.url.replace("telefon/", path))

    if path == "ringeliste/":
        expect(page.get_by_role("link", name="Ring 00 00 02 02").first).to_be_visible()
        to_post = page.get_by_role("region", name="Brev som skal i posten")
        expect(to_post.get_by_role("button", name="Lag brevet").first).to_be_visible()
    check(page)


@pytest.mark.parametrize("pages", ["employee", "phones"])
def test_pages_about_an_employee(place: Town, page: Page, pages: str) -> None:
    make.make_phone(place.nurse)

    page.goto(place.url.replace("telefon/", f"{pages}/{place.nurse.id}/"))
    for hidden in page.locator("summary").all():
        hidden.click()

    check(page)


def test_a_case_and_what_was_wrong_with_an_answer(place: Town, page: Page) -> None:
    make.make_decision(place.turid, rig.now(), safety_alarm=True)
    page.goto(place.at(f"coordinator/recipient/{place.turid.id}/"))
    check(page)

    page.get_by_label("Hvorfor?").fill("Hun bor hos datteren nå.")
    page.get_by_role("button", name="Bestem at det ikke trengs eLås").press("Enter")
    expect(page.get_by_text("En koordinator har bestemt at det ikke trengs eLås")).to_be_visible()
    check(page)

    page.get_by_label("Hvorfor?").fill(" ")
    page.get_by_role("button", name="Ta endringen tilbake").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)
