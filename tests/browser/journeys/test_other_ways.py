"""Where no lock may hang, or none fits: the key box, and who has had the key."""

from playwright.sync_api import Page, expect

from elaas.demo.town import key_of
from elaas.doors.models import Unit
from elaas.doors.queries import place_named
from elaas.people.models import Recipient
from tests.browser.journeys import steps
from tests.browser.journeys.scene import Scene, says, sees

TOO_WIDE = "Åpningen mellom dør og karm er over 5 mm: bolten kan sette seg fast."


def test_a_board_refuses_and_a_key_box_hangs_in_place_of_the_lock(town: Scene) -> None:
    steps.visited(town, "inger")
    desk, board = town.at_work("marit"), town.browser()
    steps.needs(town, desk, "inger")
    steps.may_book(desk)
    building = f"buildings/{place_named(key_of('kongens')).building}/"

    refuses(board, told(town, desk, building))
    desk.goto(f"{town.url}{building}")
    sees(desk, "Har sagt nei", "Velg veien videre: nøkkelboks, en annen inngang")
    assert "has not agreed" in town.refused("L-0101", "kongens")
    desk.get_by_text("Noter et svar, eller veien videre").click()
    desk.get_by_label("Vi bruker nøkkelboks i stedet").check()
    desk.get_by_role("button", name="Noter", exact=True).click()
    sees(desk, "Monter en nøkkelboks i stedet.")
    assert "has not agreed" in town.refused("L-0105", "kongens")

    town.mount("L-0102", "kongens", key_box=True)
    town.mount("L-0103", "kongens-2")
    town.case(desk, "inger")
    sees(desk, "Alle dørene er klare.")
    # The file's journeys share a town: other doors have units of their own.
    mine = Unit.objects.filter(lock_id__in=("L-0101", "L-0102", "L-0103", "L-0105"))
    assert set(mine.exclude(mounted_at=None).values_list("lock_id", "kind")) == {
        ("L-0102", "key_box"),
        ("L-0103", "lock"),
    }


def told(town: Scene, desk: Page, building: str) -> str:
    """The board is written down, and gets a letter with a link."""
    desk.goto(f"{town.url}{building}")
    desk.get_by_label("Navn", exact=True).fill("Styret i Kongens gate 12")
    desk.get_by_role("button", name="Lagre").first.click()
    desk.get_by_role("button", name="Lag brevet, og noter at de er informert").click()
    return desk.locator(".code").inner_text()


def refuses(board: Page, link: str) -> None:
    """The board says no, and has read nobody's name."""
    board.goto(link)
    names = {name for one in Recipient.objects.all() for name in (one.given, one.family)}
    page = board.locator("main").inner_text()
    assert not [name for name in names if name in page]
    board.get_by_label("Nei", exact=True).check()
    board.get_by_role("button", name="Neste: se over svaret").click()
    says(board, "Stemmer dette?")
    board.get_by_role("button", name="Send svaret").click()
    sees(board, "Dere har svart")


def test_a_door_that_takes_no_lock_gets_a_key_box_and_the_key_is_followed(town: Scene) -> None:
    steps.visited(town, "bjorn")
    desk, patrol = town.at_work("marit"), town.at_work("per")
    steps.needs(town, desk, "bjorn")
    home = place_named(key_of("ila")).home

    patrol.goto(f"{town.url}homes/{home}/landlord/")
    patrol.get_by_text("Noter hvordan døren er").click()
    patrol.get_by_label("Europrofil").check()
    patrol.get_by_label("Åpning mellom dør og karm, i millimeter").fill("5,5")
    door = patrol.get_by_role("region", name="Inngangsdøren")
    door.get_by_role("button", name="Lagre").click()
    sees(patrol, "Nøkkelboks, ikke lås.", TOO_WIDE)

    assert "over 5 mm. Mount a key box there" in town.refused("L-0106", "ila")
    town.mount("L-0104", "ila", key_box=True)
    patrol.goto(f"{town.url}lock/L-0104/")
    sees(patrol, "Nøkkelen ligger ikke i boksen.")
    for button, said in (
        ("Legg den inn", "Nøkkelen ligger i boksen."),
        ("Den ligger der: kontrollert", "Nøkkelen ligger i boksen."),
        ("Ta den ut", "Nøkkelen ligger ikke i boksen."),
    ):
        patrol.get_by_role("button", name=button).click()
        sees(patrol, said)
    key = patrol.get_by_role("region", name="Nøkkelen til beboeren")
    expect(key.get_by_role("listitem").filter(has_text="Per A.")).to_have_count(3)
    town.case(desk, "bjorn")
    sees(desk, "Alle dørene er klare.")
