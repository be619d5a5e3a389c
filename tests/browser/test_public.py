"""The public pages in Chromium, outside the demo: for every eye, for thumbs, and for keys alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.air import rig
from tests.browser.accessible import check
from tests.commands import ELAAS, environment, free_port

PAGES = ["", "montering/", "personvern/", "styret/", "sporsmal/", "tilgjengelighet/"]
ASKED = ["?answer=1", "?alarm=alarm", "?services=no&alarm=no"]
FINGER = 44  # pixels, WCAG 2.2's better target size
# Where one can get to by keys, and what one has got to; radio buttons of a group are one place.
PLACES = """[...document.querySelectorAll("a[href], button, input[type=radio]")]
    .filter((one) => one.type !== "radio" || one.value === "no")
    .map((one) => one.name + one.textContent.trim())"""
HERE = """(() => {
    const { activeElement: one } = document;
    return one === document.body ? null : one.name + one.textContent.trim();
})()"""
SMALL = """(least) => [...document.querySelectorAll("nav a, .top a, button, .numbers a, .choice")]
    .filter((one) => !one.closest(".ds-skip-link") && one.getBoundingClientRect().height < least)
    .map((one) => one.outerHTML)"""

LOG = "../log/"


@pytest.fixture
def address(tmp_path: Path, database_url: str) -> Iterator[str]:
    """A municipality's eLås with everything set."""
    env = {
        "ELAAS_DATABASE_URL": database_url,
        "ELAAS_DATA": str(tmp_path / "data"),
        "ELAAS_PATROL_PHONE": "72 54 83 94",
        "ELAAS_PATROL_PHONE_2": "72 54 83 79",
        "ELAAS_MUNICIPALITY_EMAIL": "ehelse@trondheim.kommune.no",
        "ELAAS_MUNICIPALITY_WEB": "https://www.trondheim.kommune.no/elaas",
        "ELAAS_BOOKING_OPENS": "2999-03-01",
        "PORT": str(free_port()),
    }
    with rig.program(*ELAAS, "serve", env=environment(**env)):
        yield f"http://127.0.0.1:{env['PORT']}/om/"


def opened(chromium: Browser, *, locale: str, width: int = 320) -> Page:
    context = chromium.new_context(locale=locale, viewport={"width": width, "height": 640})
    return context.new_page()


@pytest.mark.needs("npm", "npm")
def test_every_page_is_accessible_light_and_dark_in_every_language(
    chromium: Browser, address: str
) -> None:
    for locale in ("nb-NO", "nn-NO", "en-GB"):
        page = opened(chromium, locale=locale)
        for path in [*PAGES, *ASKED, LOG]:
            page.goto(f"{address}{path}")
            assert page.evaluate("document.documentElement.lang") == locale[:2]
            check(page)
        page.context.close()


@pytest.mark.parametrize("width", [320, 1100])
def test_a_finger_meets_what_it_aims_at(chromium: Browser, address: str, width: int) -> None:
    page = opened(chromium, locale="nb-NO", width=width)
    for path in [*PAGES, LOG]:
        page.goto(f"{address}{path}")
        assert page.evaluate(SMALL, FINGER) == []


def test_keys_alone_reach_everything_on_every_page(chromium: Browser, address: str) -> None:
    page = opened(chromium, locale="nb-NO", width=1100)
    for path in [*PAGES, LOG]:
        page.goto(f"{address}{path}")
        wanted, met = page.evaluate(PLACES), []
        for _ in wanted:
            page.keyboard.press("Tab")
            met.append(page.evaluate(HERE))
        assert [one for one in wanted if one not in met] == []


def test_keys_alone_ask_and_are_answered_without_a_script(chromium: Browser, address: str) -> None:
    context = chromium.new_context(locale="nb-NO", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)

    page.get_by_label("Ja, trygghetsalarm").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # «Nei»
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # «Ja» to services
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")  # «Nei»
    page.keyboard.press("Enter")

    answer = page.locator("#answer")
    expect(answer).to_contain_text("Ja, du må ha eLås.")
    expect(answer).to_contain_text("kan ikke alltid åpne døren selv")
    expect(answer).to_be_in_viewport()
    assert page.url.endswith("?alarm=no&services=yes&opens=no&company=no&answer=1#answer")


def test_on_paper_stands_whom_to_call_and_no_buttons(chromium: Browser, address: str) -> None:
    page = opened(chromium, locale="nb-NO", width=800)
    page.goto(f"{address}montering/")
    page.emulate_media(media="print")

    expect(page.get_by_role("contentinfo").get_by_text("72 54 83 94")).to_be_visible()
    expect(page.locator(".steps .drawing").first).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("button", name="Nynorsk")).to_be_hidden()
