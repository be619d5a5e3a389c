"""One unit's page of the stock: for everybody, on a small screen, also without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.accessible import check
from tests.browser.town import Town


@pytest.mark.needs("npm", "npm")
def test_a_unit_is_repaired_and_scrapped_by_keyboard(place: Town, page: Page) -> None:
    unit = make.make_unit(mounted=False, label="7001")
    page.goto(place.at("lager/"))
    check(page)
    page.get_by_role("link", name="7001").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("7001")
    check(page)

    page.get_by_label("Hva er galt med den?").fill("Motoren")
    page.get_by_role("button", name="Send til reparasjon").press("Enter")
    check(page)
    page.get_by_role("button", name="Den er tilbake").press("Enter")
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
