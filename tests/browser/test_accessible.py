"""WCAG 2.2 AA as far as axe can tell, light and dark; and nothing is wider than a small screen."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, Playwright, expect

from elaas.demo.town import DOORS
from elaas.lock.identity import make_lock
from tests import make
from tests.browser import town
from tests.browser.town import Town

AXE = Path(__file__).parent / "axe/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
Scheme = Literal["light", "dark"]

pytestmark = [
    pytest.mark.needs("npm", "npm"),
    pytest.mark.parametrize("scheme", ["light", "dark"]),
]


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Town]:
    """A town whose street has a door."""
    with town.town(tmp_path, database_url) as built:
        first = DOORS[0]
        folder = tmp_path / "data/locks" / first.lock_id
        folder.parent.mkdir(exist_ok=True)
        make_lock(folder, lock_id=first.lock_id, label=first.label)
        yield built


@pytest.fixture
def page(playwright: Playwright, tmp_path: Path, scheme: Scheme) -> Iterator[Page]:
    """A small screen."""
    with town.browser(playwright, tmp_path / "browser") as opened:
        opened.set_viewport_size({"width": 320, "height": 640})
        opened.emulate_media(color_scheme=scheme)
        yield opened


def check(page: Page) -> None:
    """No violation that axe finds, and no scrolling sideways."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(f"axe.run({json.dumps({'runOnly': TAGS})})")
    broken = [
        (rule["id"], node["html"][:120]) for rule in found["violations"] for node in rule["nodes"]
    ]
    assert broken == []
    assert found["passes"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_phone_at_the_door(place: Town, page: Page) -> None:
    page.goto(place.url)
    page.wait_for_selector("html[data-ready]", state="attached")
    check(page)

    page.goto("about:blank")
    page.goto(place.link())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.get_by_role("button", name="Åpne", exact=True).click()
    expect(page.locator("#said")).to_contain_text("H0203 åpnet kl.")
    check(page)

    place.door.order_jam()
    page.get_by_role("button", name="Åpne", exact=True).click()
    expect(page.locator("#said")).to_contain_text("Bolten sitter fast.")
    check(page)


@pytest.mark.parametrize("path", ["", "gata/", "phones/", "logg-inn/", "logg-inn/tilbake/"])
def test_other_pages(place: Town, page: Page, path: str) -> None:
    page.goto(place.url.replace("telefon/", path))
    check(page)


@pytest.mark.parametrize("pages", ["employee", "phones"])
def test_pages_about_an_employee(place: Town, page: Page, pages: str) -> None:
    make.make_phone(place.nurse)

    page.goto(place.url.replace("telefon/", f"{pages}/{place.nurse.id}/"))
    for hidden in page.locator("summary").all():
        hidden.click()

    check(page)
