"""One unit's page of the stock: for everybody, on a small screen, also without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from elaas.doors.models import Purchase
from tests import make
from tests.browser.accessible import check
from tests.browser.town import Town
from tests.make import NOON


@pytest.mark.needs("npm", "npm")
def test_a_unit_is_repaired_and_scrapped_by_keyboard(place: Town, page: Page) -> None:
    unit = make.make_unit(mounted=False, label="7001")
    Purchase.objects.create(
        unit=unit, supplier="Låsesmia", order="1", price=2490, bought_on=NOON, received_at=NOON
    )
    page.goto(place.at("lager/"))
    check(page)
    page.get_by_role("link", name="7001").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("7001")
    check(page)

    page.get_by_label("Hva er galt med den?").fill("Motoren")
    page.get_by_role("button", name="Send til reparasjon").press("Enter")
    check(page)
    page.get_by_label("Hva reparasjonen kostet").fill("1250,50")
    page.get_by_role("button", name="Den er tilbake").press("Enter")
    expect(page.get_by_role("row", name="Reparasjon av enheter")).to_contain_text("250,50")
    page.get_by_label("Hvorfor?").fill("   ")
    page.get_by_role("button", name="Kasser den").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)
    page.get_by_label("Hvorfor?").fill("Knust")
    page.get_by_role("button", name="Kasser den").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Kassert")
    check(page)
    unit.refresh_from_db()
    assert unit.scrapped_at is not None
