"""A lock comes down, in Chromium: booked by its recipient, done by the patrol, and confirmed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from elaas.doors.models import Unit
from elaas.mounting.models import Appointment, Ending, MountingCase, WorkOrder
from elaas.people.models import Recipient
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.test_booking import Place, log_in, place, says
from tests.pictures import taken

__all__ = ["place"]
pytestmark = [pytest.mark.needs("npm", "npm")]


@pytest.fixture
def ending(place: Place) -> Ending:
    """Turid's mounting is over, and her lock is to come down."""
    MountingCase.objects.update(closed_at=rig.now())
    Recipient.objects.update(active=False)
    return make.make_ending(place.turid)


def test_from_the_booking_to_the_confirmation(
    place: Place,
    page: Page,
    ending: Ending,
    tmp_path: Path,
) -> None:
    books(page, place)
    assert Appointment.objects.get().case_id == ending.case_id
    takes_a_photo(page, place, tmp_path / "door.jpg")
    Unit.objects.filter(pk=ending.unit_id).update(home=None, mounted_at=None, claimed_at=None)

    page.goto(f"{place.url}min-side/")
    check(page)
    page.get_by_role("button", name="Ja, døren er som før").press("Enter")
    expect(page.get_by_text("ingenting fra oss er igjen i boligen")).to_be_visible()
    check(page)
    assert Ending.objects.get().outcome == "done"


def books(page: Page, place: Place) -> None:
    log_in(page, place, "Turid Bakken")
    expect(page.get_by_text("eLåsen skal tas ned.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Bestill time").press("Enter")
    says(page, "Når skal vi ta ned eLåsen?")
    check(page)
    page.locator(".days a").first.press("Enter")
    page.locator(".slots a").first.press("Enter")
    says(page, "Stemmer dette?")
    check(page)
    page.get_by_role("button", name="Bestill denne timen").press("Enter")
    says(page, "Timen er bestilt")
    check(page)
    page.get_by_role("link", name="Avbestill").press("Enter")
    check(page)


def takes_a_photo(page: Page, place: Place, photo: Path) -> None:
    page.goto(f"{place.url}patrol/booking/")
    check(page)
    page.get_by_role("link", name="Ta ned eLåsen").press("Enter")
    says(page, "Ta ned eLåsen hos")
    for hidden in page.locator("summary").all():
        hidden.press("Enter")
    check(page)
    photo.write_bytes(taken())
    page.get_by_label("Bilde av døren").set_input_files(photo)
    page.get_by_role("button", name="Ta vare på bildet").press("Enter")
    expect(page.get_by_alt_text("Døren etter nedtakingen")).to_be_visible()


def test_what_coordinator_and_desk_see(place: Place, page: Page, ending: Ending) -> None:
    building = make.make_building(address="Kongens gate 12")
    make.make_board(building=building)
    WorkOrder.objects.create(
        task="remove", reason="nobody_needs_it", building=building, opened_at=rig.now()
    )
    for path in ("coordinator/", "buildings/", f"buildings/{building.id}/"):
        page.goto(f"{place.url}{path}")
        check(page)
    page.goto(f"{place.url}coordinator/recipient/{place.turid.id}/")
    check(page)
    page.get_by_label("Hvorfor skal eLåsen bli hengende?").fill("Feil i fagsystemet.")
    page.get_by_role("button", name="Stans nedtakingen").press("Enter")
    expect(page.get_by_text("eLåsen blir hengende likevel: Feil i fagsystemet.")).to_be_visible()
    check(page)
    ending.refresh_from_db()
    assert ending.kept_because == "Feil i fagsystemet."
