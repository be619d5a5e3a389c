"""«Alt vi har om deg» is for everybody: axe, on a small screen, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import check
from tests.browser.town import Town

pytestmark = pytest.mark.needs("npm", "npm")


def test_everything_is_handed_out_by_keyboard(place: Town, page: Page) -> None:
    page.goto(place.at(f"coordinator/recipient/{place.turid.id}/alt/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check(page)

    page.get_by_label("journal").focus()
    page.keyboard.press("Space")
    with page.expect_download() as found:
        page.get_by_role("button", name="PDF").press("Enter")
    assert found.value.suggested_filename == "elaas.pdf"
