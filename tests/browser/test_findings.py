"""The auditor's pages are for everybody: axe, on a small screen, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from elaas.access.rules import Period
from elaas.alarms.models import Finding
from elaas.alarms.operations.look_around import look_around
from tests import make
from tests.air import rig
from tests.alarms.test_look_around import make_incident
from tests.browser.accessible import check
from tests.browser.town import HOUR, Town

pytestmark = pytest.mark.needs("npm", "npm")


def test_a_finding_is_read_and_closed_by_keyboard(place: Town, page: Page) -> None:
    now, unit = rig.now(), make.make_unit(home=make.make_home())
    visit = make.make_assignment(
        employee=place.nurse, home=make.make_home(), period=Period(now, now + HOUR)
    )
    phone = make.make_phone(place.nurse)
    credential = make.make_credential(visit, phone=phone, unit=unit)
    make_incident(unit, make.make_receipt(unit, phone=phone, credential=credential, at=now))
    look_around(now=now)

    page.goto(place.at("funn/"))
    expect(page.get_by_role("heading", name="1 funn om åpninger venter")).to_be_visible()
    for hidden in page.locator("summary").all():
        hidden.press("Enter")
    check(page)

    page.get_by_role("link", name="En dør ble åpnet, og ingen oppdrag forklarer det").press("Enter")
    check(page)
    page.get_by_label("Hva du vet").fill("Koordinator ba henne gå inn.")
    page.get_by_role("button", name="Lukk med denne grunnen").press("Enter")
    expect(page.get_by_text("Koordinator ba henne gå inn.")).to_be_visible()
    check(page)

    assert Finding.objects.get().deeds.count() == 1
    page.goto(place.at("funn/"))
    expect(page.get_by_role("heading", name="Alle åpninger er forklart")).to_be_visible()
