"""From login to a booked appointment in Chromium: for oneself, as kin, by keyboard, on a phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from elaas.demo.numbers import synthetic_number
from elaas.mounting.models import Appointment, MountingCase
from elaas.people.grants import GrantedRole
from elaas.people.models import CitizenSession, Kin, Recipient
from elaas.people.operations.grants import grant_role
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.office import Office

SMALLEST_TARGET = 44
# What one must hit with a finger, and lies in no line of text.
TARGETS = "main .ds-button, main .tall, main summary, main .choice"


@dataclass(frozen=True, slots=True)
class Place:
    """A server that knows Turid, who is to get eLås, Nina, her kin, and Per of the patrol."""

    url: str
    turid: Recipient
    nina: Kin
    case: MountingCase


@pytest.fixture
def place(office: Office, database_url: str) -> Iterator[Place]:
    """It is open for booking."""
    born = {name: synthetic_number(date(1940, 5, day), 100) for day, name in ((3, "t"), (4, "n"))}
    turid = make.make_recipient(given="Turid", family="<i>Bakken</i>", national_id=born["t"])
    nina = make.make_kin(turid, given="Nina", family="Bakken", national_id=born["n"])
    make.make_crew()
    case = make.make_case(turid, home=make.make_home(address="Ila 110"))
    per = make.make_employee(given="Per", family="Aune")
    grant_role(employee=per.id, role=GrantedRole.RESPONDER, now=rig.now())
    office.citizens |= {born["t"]: "Turid Bakken", born["n"]: "Nina Bakken", "1": "Nils Ingensteds"}
    office.employees |= {per.number: "Per"}
    office.start()
    yield Place(office.url, turid, nina, case)
    office.leave()


def log_in(page: Page, place: Place, name: str) -> None:
    page.goto(f"{place.url}min-side/")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Min side")


def says(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def choose_a_time(page: Page) -> None:
    """The first day of the first week that has times, and its first time."""
    says(page, "Når skal vi komme?")
    page.locator(".days a").first.click()
    page.locator(".slots a").first.click()
    says(page, "Stemmer dette?")


def test_from_login_to_a_booked_appointment_moved_and_cancelled(place: Place, page: Page) -> None:
    log_in(page, place, "Turid Bakken")
    page.get_by_role("link", name="Bestill time").click()
    choose_a_time(page)
    page.get_by_role("button", name="Bestill denne timen").click()
    says(page, "Timen er bestilt")
    first = Appointment.objects.get()

    page.get_by_role("link", name="Flytt").click()
    page.get_by_role("link", name="Neste uke").click()
    choose_a_time(page)
    page.get_by_role("button", name="Flytt timen hit").click()
    says(page, "Timen er bestilt")
    assert Appointment.objects.get(cancelled_at=None).id != first.id

    with page.expect_download() as file:
        page.get_by_role("link", name="Legg i kalender").click()
    assert file.value.suggested_filename == "elaas.ics"

    page.get_by_role("link", name="Avbestill").click()
    page.get_by_role("button", name="Avbestill").click()
    says(page, "Ingen time er bestilt")
    assert not Appointment.objects.filter(cancelled_at=None).exists()

    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url(place.url)
    assert not CitizenSession.objects.exists()


def test_next_of_kin_books_on_behalf_until_it_is_taken_back(place: Place, page: Page) -> None:
    log_in(page, place, "Nina Bakken")
    expect(page.get_by_role("heading", level=2).first).to_have_text("For Turid <i>Bakken</i>")
    page.get_by_role("link", name="Bestill time").click()
    choose_a_time(page)
    page.get_by_role("button", name="Bestill denne timen").click()
    says(page, "Timen er bestilt")
    assert Appointment.objects.get().booked_by_id == place.nina.id
    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url(place.url)

    log_in(page, place, "Turid Bakken")
    page.get_by_role("link", name="Hva pårørende får gjøre").click()
    page.get_by_role("button", name="Trekk alt tilbake").click()
    expect(page.get_by_role("checkbox", name="Bestille").first).not_to_be_checked()
    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url(place.url)

    page.goto(f"{place.url}min-side/")
    page.get_by_role("button", name="Nina Bakken").click()
    says(page, "Her er det ingenting for deg")


def test_who_is_nobody_here_is_told_so(place: Place, page: Page) -> None:
    page.goto(f"{place.url}min-side/")
    page.get_by_role("button", name="Nils Ingensteds").click()

    says(page, "Her er det ingenting for deg")


def press_to(page: Page, name: str) -> None:
    """Go there with the tab key, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        text = page.evaluate("document.activeElement.textContent.trim()")
        if text.startswith(name):
            page.keyboard.press("Enter")
            return
    raise AssertionError(name)


def test_the_keyboard_alone_books(place: Place, page: Page) -> None:
    log_in(page, place, "Turid Bakken")
    press_to(page, "Bestill time")
    says(page, "Når skal vi komme?")
    press_to(page, page.locator(".days a").first.inner_text())
    press_to(page, page.locator(".slots a").first.inner_text())
    says(page, "Stemmer dette?")
    press_to(page, "Bestill denne timen")
    says(page, "Timen er bestilt")

    assert Appointment.objects.filter(cancelled_at=None).count() == 1


def fits(page: Page) -> None:
    """No fault that axe finds, no scrolling sideways, and nothing too small to hit."""
    for hidden in page.locator("main summary").all():
        hidden.click()
    check(page)
    for target in page.locator(TARGETS).all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= SMALLEST_TARGET, target.inner_text()


@pytest.mark.needs("npm", "npm")
def test_every_page_is_accessible_on_a_small_screen(place: Place, page: Page) -> None:
    log_in(page, place, "Turid Bakken")
    expect(page.get_by_role("link", name="Bestill time").first).to_be_visible()
    fits(page)
    mine, rid = f"{place.url}min-side", place.turid.id
    page.goto(f"{mine}/time/{rid}/")
    fits(page)
    page.goto(f"{mine}/time/{rid}/?uke=2026-12-25")
    fits(page)
    page.goto(f"{mine}/time/{rid}/?tid=2026-12-25T10:00:00Z")
    says(page, "Timen er tatt")
    fits(page)
    page.goto(f"{mine}/time/{rid}/")
    page.locator(".days a").first.click()
    fits(page)
    page.locator(".slots a").first.click()
    fits(page)
    page.get_by_role("button", name="Bestill denne timen").click()
    says(page, "Timen er bestilt")
    fits(page)
    for path in ("/", f"/avtale/{rid}/avbestill/", f"/tilgang/{rid}/"):
        page.goto(mine + path)
        fits(page)
    page.get_by_label("Fornavn").fill("Nils")
    page.get_by_label("Etternavn").fill("Nabo")
    page.get_by_label("Fødselsnummer").fill("1")
    page.get_by_role("button", name="Legg til").click()
    expect(page.get_by_role("alert")).to_be_visible()
    fits(page)


@pytest.mark.needs("npm", "npm")
def test_the_patrol_s_pages_are_accessible_too(place: Place, page: Page) -> None:
    page.goto(f"{place.url}logg-inn/")
    page.get_by_role("button", name="Per").click()
    says(page, "Oppdragene dine")
    page.goto(f"{place.url}patrol/booking/")
    fits(page)
    page.get_by_role("link", name="Bestill time").click()
    choose_a_time(page)
    page.get_by_role("button", name="Bestill denne timen").click()
    says(page, "Hvem venter på eLås?")
    assert Appointment.objects.get().booked_by_kind == "employee"
    fits(page)
    page.goto(f"{place.url}parorende/{place.turid.id}/")
    fits(page)
