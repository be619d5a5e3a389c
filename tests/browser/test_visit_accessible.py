"""A crew's screens: axe light and dark, in both Norwegian languages, on a small screen."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import town
from tests.browser.accessible import check
from tests.browser.test_app import started
from tests.browser.workshop import Workshop

SHOWN = """
async (name) => {
  for (const one of document.querySelectorAll("#visit [data-step]")) {
    one.hidden = one.dataset.step !== name;
  }
}
"""
STEPS = ("cannot", "parts", "unit", "after", "key", "work", "teach", "sign", "leave", "done")

pytestmark = pytest.mark.needs("npm", "npm")


@pytest.mark.parametrize("locale", ["nb-NO", "nn-NO"])
def test_every_step_is_accessible_and_fits(
    shop: Workshop, plain_chromium: Browser, locale: str
) -> None:
    with town.screen(plain_chromium, locale=locale) as page:
        page.set_viewport_size({"width": 320, "height": 640})
        started(page, shop.place.link())
        check(page)
        reached_by_keyboard(page)
        check(page)
        for step in STEPS:
            page.evaluate(SHOWN, step)
            check(page)


def reached_by_keyboard(page: Page) -> None:
    """The first step of the first job."""
    page.locator("#jobs button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#visit-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#v-make")).to_be_focused()
