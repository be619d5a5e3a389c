"""The rollout's charts and tables: on a small screen, light and dark, without a mouse."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from elaas.doors.operations import mount_unit
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.test_boards import opened, tab_to
from tests.browser.town import Town

WEEK = timedelta(days=7)

pytestmark = pytest.mark.usefixtures("under_way")


@pytest.fixture
def under_way(place: Town) -> None:
    """A door or two a week got eLås, and eleven people wait."""
    make.make_crew()
    for week in range(1, 6):
        for _ in range(1 + week % 2):
            unit = make.make_unit(mounted=False)
            home = make.make_home(postal_code="7014")
            mount_unit(lock_id=unit.lock_id, home=home.id, now=rig.now() - WEEK * week)
    for code in (*["7012"] * 6, *["7018"] * 3, *["7020"] * 2):
        one = make.make_recipient()
        make.make_decision(one, rig.now() - WEEK)
        home = make.make_home(postal_code=code)
        make.make_assignment(employee=place.nurse, home=home, recipient=one)


@pytest.mark.needs("npm", "npm")
def test_the_charts_and_their_tables_are_for_everybody(place: Town, page: Page) -> None:
    page.goto(place.at("rollout/"))
    check(page)
    for chart in ("Boliger nå, etter hvor langt de har kommet", "Dører som fikk eLås"):
        expect(page.get_by_role("img", name=chart)).to_be_visible()

    opened(page)
    check(page)
    assert outside(page) == []


def outside(page: Page) -> list[str]:
    """Words in charts that do not fit on the screen."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("main .chart text")]
            .filter(one => one.getBoundingClientRect().right > 320)
            .map(one => one.textContent)"""
    )
    return found


def test_bars_are_told_apart_without_colour(place: Town, page: Page) -> None:
    page.goto(place.at("rollout/"))

    fills: list[str] = page.evaluate(
        """[...document.querySelectorAll(".legend rect")].map(one => getComputedStyle(one).fill)"""
    )

    assert len(set(fills)) == len(fills) == 5
    assert sum('url("#is-' in fill for fill in fills) == 3
    known: list[bool] = page.evaluate(
        """["invited", "booked", "removed"].map(
            one => document.querySelector(`pattern#is-${one}`) !== null)"""
    )
    assert all(known)


def test_one_postal_code_is_chosen_with_the_keyboard_alone(place: Town, page: Page) -> None:
    page.goto(place.at("rollout/"))

    page.get_by_label("Postnummer", exact=True).focus()
    page.keyboard.press("7")
    tab_to(page, "Vis")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Uke for uke: 7012")).to_be_visible()
    tab_to(page, "Uke for uke, som tabell")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Hva som skjedde hver uke")).to_be_visible()
