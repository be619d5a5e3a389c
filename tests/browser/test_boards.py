"""A board's page by its link and the pages of buildings: for everybody, also without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from elaas.doors.models import Board
from elaas.doors.operations.boards import call_board
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.town import Town

ONE_SIZE = 44  # px, as large as a thumb


@pytest.fixture
def board() -> Board:
    building = make.make_building(address="Innherredsveien 7")
    make.make_home(building=building, dwelling="H0101")
    return make.make_board(building=building)


def link(board: Board) -> str:
    return f"styret/{call_board(board=board.id, by=None, now=rig.now()).token}/"


def small(page: Page) -> list[str]:
    """Buttons, choices and fields that a thumb would miss."""
    found: list[str] = page.evaluate(
        """size => [...document.querySelectorAll("main button, main summary, main .choice")]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < size)
            .map(one => one.outerHTML)""",
        ONE_SIZE,
    )
    return found


@pytest.mark.needs("npm", "npm")
def test_a_board_s_pages_are_for_everybody(place: Town, page: Page, board: Board) -> None:
    page.goto(place.at(link(board)))
    check(page)
    assert small(page) == []

    page.get_by_label("Vi vil snakke med dere først").check()
    page.get_by_role("textbox").fill("Ring meg")
    page.get_by_role("button", name="Neste: se over svaret").click()
    expect(page.get_by_role("heading", name="Stemmer dette?")).to_be_visible()
    check(page)
    assert small(page) == []

    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_role("heading", name="Dere har svart")).to_be_visible()
    check(page)

    page.goto(place.at("styret/guessed/"))
    check(page)


@pytest.mark.needs("npm", "npm")
def test_so_are_the_pages_of_buildings(place: Town, page: Page, board: Board) -> None:
    make.make_board_event(board, deed="refused", at=rig.now(), text="Ikke hos oss")
    for path in ("buildings/", "buildings/?q=inn", f"buildings/{board.building_id}/"):
        page.goto(place.at(path))
        opened(page)
        check(page)
        assert small(page) == []

    page.get_by_role("button", name="Lag brevet").click()
    expect(page.get_by_role("heading", name="Lenken til brevet")).to_be_visible()
    check(page)

    page.goto(place.at(f"homes/{place.home.id}/landlord/"))
    opened(page)
    check(page)
    assert small(page) == []


def opened(page: Page) -> None:
    """Unfold what is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def test_a_board_answers_and_withdraws_with_the_keyboard_alone(
    place: Town, page: Page, board: Board
) -> None:
    page.goto(place.at(link(board)))

    tab_to(page, "Greit")
    page.keyboard.press("Space")
    tab_to(page, "Neste: se over svaret")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stemmer dette?")).to_be_visible()
    tab_to(page, "Send svaret")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dere har svart")).to_be_visible()

    tab_to(page, "Trekk svaret tilbake")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stemmer dette?")).to_be_visible()
    tab_to(page, "Trekk svaret tilbake")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Svaret er trukket tilbake.")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called that has the focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if said == name:
            return
    message = f"nothing called «{name}» can be reached with Tab"
    raise AssertionError(message)
