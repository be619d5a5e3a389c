"""What an employee does in the phone app, until it is done."""

from playwright.sync_api import Page, expect

READY = "html[data-ready]"
EMPTY = """
async (what) => {
  const { Store } = await import("/static/phone/app/store.js");
  if (what !== "everything") return (await Store.open()).drop(what);
  for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}
"""


def started(page: Page, address: str) -> None:
    """Open the app from our own page, until it has done what it does at the start."""
    page.goto(address, referer=address)
    page.wait_for_selector(READY, state="attached")


def opened(page: Page) -> None:
    """Tap the button, and see that the door opened."""
    page.get_by_role("button", name="Åpne", exact=True).click()
    expect(page.locator("#said")).to_contain_text("H0203 åpnet kl.")


def synced(page: Page) -> None:
    """Fetch what was there when this was called, and hand over what waited then.

    Twice: the first answer may be another fetch's, which was under way already.
    """
    for _ in range(2):
        before = page.locator("#net").get_attribute("data-at")
        page.get_by_role("button", name="Hent nå").click()
        newer = "(before) => document.getElementById('net').dataset.at > before"
        page.wait_for_function(newer, arg=before)
    expect(page.locator("#net")).to_contain_text("Hentet kl.")
