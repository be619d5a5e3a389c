"""A crew's service at a lock, in Chromium, offline."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.mounting.models import Crew, OrderWork, VisitReport, WorkOrder
from elaas.mounting.queries.calendar import today
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import grant_role
from tests import make
from tests.air import rig
from tests.browser.app import started, synced
from tests.browser.test_visit import following, sheet
from tests.browser.town import HOUR, Town


@dataclass(slots=True)
class Shop:
    """A town, and the crew that its nurse drives with."""

    place: Town
    crew: Crew


@pytest.fixture
def shop(place: Town) -> Shop:
    """The nurse is an installer, too, whose crew works now; the flat's lock listens."""
    now = rig.now()
    crew = Crew.objects.create(name="Lag nord")
    make.make_member(place.nurse, crew=crew)
    grant_role(employee=place.nurse.id, role=GrantedRole.INSTALLER, now=now)
    make.make_appointment(make.make_case(), crew=crew, slot=Period(now - HOUR, now + HOUR))
    return Shop(place, crew)


def order(shop: Shop, task: str) -> WorkOrder:
    """The crew is to do it today, at the flat's lock."""
    unit = Unit.objects.get(pk=shop.place.flat.folder.name)
    return make.make_order(unit, task=task, crew=shop.crew, day=today(rig.now()))


def test_service_is_told_of_with_no_network_and_stored_once(shop: Shop, phone: Page) -> None:
    todo = order(shop, "service")
    started(phone, shop.place.link())
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    shop.place.stop()
    expect(phone.locator("#jobs")).to_contain_text("Batteriet må byttes")

    phone.get_by_role("button", name="Begynn: I dag").click()
    screen = sheet(phone, "Hva ble gjort?")
    expect(screen.get_by_role("button", name="Ta den i bruk")).to_be_hidden()
    for button, said in (("Prøv å åpne", "Den har åpnet."), ("Prøv å låse", "Den har låst.")):
        screen.get_by_role("button", name=button, exact=True).click()
        expect(screen.locator(".tried:visible")).to_contain_text(said)
    screen.get_by_label("Hva ble gjort?").select_option("battery")
    screen.get_by_label("Ja", exact=True).check()
    screen.get_by_label("Hva som var galt, og hva du gjorde").fill("Tomt batteri.")
    following(screen)
    done = sheet(phone, "Ferdig")
    expect(done.get_by_role("button", name="En side til kjøkkenbordet")).to_be_hidden()
    done.get_by_role("button", name="Tilbake til dagen").click()
    assert OrderWork.objects.count() == 0

    shop.place.start()
    synced(phone)
    expect(phone.locator("#jobs")).not_to_contain_text("Service på eLås")

    work = OrderWork.objects.get()
    assert (work.work, work.works, work.text) == ("battery", True, "Tomt batteri.")
    assert work.done_by == shop.place.nurse
    todo.refresh_from_db()
    assert todo.done_at is not None
    assert VisitReport.objects.exclude(settled_at=None).count() == 1
