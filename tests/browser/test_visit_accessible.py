"""A crew's screens: axe light and dark, in both Norwegian languages, on a small screen."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import town
from tests.browser.accessible import check
from tests.browser.app import started
from tests.browser.workshop import Workshop

SHOWN = """
async (name) => {
  for (const one of document.querySelectorAll("#visit [data-step]")) {
    one.hidden = one.dataset.step !== name;
  }
}
"""
STEPS = (
    "cannot",
    "parts",
    "unit",
    "after",
    "key",
    "back",
    "key_out",
    "release",
    "work",
    "teach",
    "sign",
    "leave",
    "done",
)
OPENED = """
async (name) => {
  const [visit, other] = [document.querySelector("#visit"), document.querySelector(`#${name}`)];
  visit.close();
  other.showModal();
}
"""
FINISHED = """
async () => {
  for (const one of document.querySelectorAll("#visit details")) one.hidden = !(one.open = true);
}
"""

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
        page.evaluate(FINISHED)
        for step in STEPS:
            page.evaluate(SHOWN, step)
            check(page)
        for dialog in ("kitchen", "scan"):
            page.evaluate(OPENED, dialog)
            check(page)
            page.evaluate("(name) => document.querySelector(`#${name}`).close()", dialog)


def reached_by_keyboard(page: Page) -> None:
    """The first step of the first job."""
    page.locator("#jobs button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#visit-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#v-make")).to_be_focused()
