"""From a fault told on a recipient's page to the mended door, and a stolen key box; in Chromium."""

import pytest
from playwright.sync_api import Page, expect

from elaas.doors.models import UnitKind
from elaas.mounting.models import WorkOrder
from tests import make
from tests.air import rig
from tests.browser.test_booking import Place, fits, log_in, place, says
from tests.browser.town import HOUR

__all__ = ["place"]
pytestmark = pytest.mark.needs("npm", "npm")


def at_home(place: Place) -> None:
    """Turid's home has visits, and its unit."""
    make.make_assignment(
        employee=make.make_employee(),
        home=place.case.home,
        recipient=place.turid,
        starts_at=rig.now() - HOUR,
        ends_at=rig.now(),
    )


def shows(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)


def log_in_as_per(page: Page, place: Place) -> None:
    page.goto(f"{place.url}logg-inn/")
    page.get_by_role("button", name="Per").click()
    says(page, "Oppdragene dine")


def test_a_fault_is_told_taken_and_mended(place: Place, page: Page) -> None:
    at_home(place)
    make.make_unit(home=place.case.home, label="4711")
    log_in(page, place, "Turid Bakken")
    page.get_by_role("link", name="Er det noe galt med døren?").press("Enter")
    fits(page)
    page.get_by_label("Døren låser ikke").press("Space")
    page.get_by_role("button", name="Si fra til Trygghetspatruljen").press("Enter")
    says(page, "Trygghetspatruljen har fått beskjed")
    fits(page)

    log_in_as_per(page, place)
    page.get_by_role("link", name="Dører som trenger tilsyn").click()
    fits(page)
    page.get_by_role("link", name="Ila 110").press("Enter")
    fits(page)
    page.get_by_role("button", name="Ta den").press("Enter")
    shows(page, "Lag ")
    page.get_by_label("Justerte låsen eller døren").press("Space")
    page.get_by_label("Nei, noen må komme igjen").press("Space")
    page.get_by_role("button", name="Noter").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    fits(page)
    page.get_by_label("Ja", exact=True).press("Space")
    page.get_by_role("button", name="Noter").press("Enter")
    shows(page, "Ferdig:")
    fits(page)
    assert WorkOrder.objects.get().done_at is not None
    page.goto(f"{place.url}patrol/service/")
    shows(page, "Ingenting venter.")
    fits(page)


def test_somebody_calls_and_the_key_box_is_stolen(place: Place, page: Page) -> None:
    at_home(place)
    box = make.make_unit(home=place.case.home, label="8812", kind=UnitKind.KEY_BOX)
    log_in_as_per(page, place)
    page.goto(f"{place.url}patrol/feil/?q=8812")
    fits(page)
    page.get_by_role("link", name="Nøkkelboks 8812").press("Enter")
    fits(page)
    page.get_by_label("Pårørende").press("Space")
    page.get_by_label("Noe er skadet").press("Space")
    page.get_by_role("button", name="Noter").press("Enter")
    says(page, "Det er skrevet ned")
    fits(page)

    page.goto(f"{place.url}lock/{box.lock_id}/stolen/")
    fits(page)
    page.get_by_label("Inngangsdør").press("Space")
    page.get_by_label("Hva skjedde?").fill("Brutt av veggen")
    page.get_by_role("button", name="Nøkkelboksen er stjålet").press("Enter")
    shows(page, "Boksen er borte")
    fits(page)
    page.get_by_role("button", name="Boksen er funnet").press("Enter")
    shows(page, "Funnet:")
    fits(page)
