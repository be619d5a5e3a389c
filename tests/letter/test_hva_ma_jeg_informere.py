"""«Hva må jeg informere mitt borettslag, sameie eller huseier om?»: for them, and without a name.

Whoever lives in a co-op or condominium tells the board of the lock on the common entrance; whoever
rents tells the landlord, of a key box too if no lock fits. eLås writes the letters, asks for them,
and remembers the answer.
"""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.doors import operations as doors
from elaas.doors.models import Building, Home
from elaas.people.models import Recipient
from elaas.web import clock
from tests import make
from tests.letter.told import told
from tests.notices.test_letter import tool
from tests.pages.look import look

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("pdftotext", "poppler-utils"),
]


@pytest.fixture(autouse=True)
def asks(settings: Settings) -> None:
    settings.DEMO, settings.BOARDS_ARE = True, "ask"


@pytest.fixture
def building() -> Building:
    return make.make_building(address="Kongens gate 12")


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken")


@pytest.fixture
def flat(building: Building, turid: Recipient) -> Home:
    home = make.make_home(building=building, dwelling="H0203")
    make.make_assignment(employee=make.make_employee(), home=home, recipient=turid)
    return home


def letter_from(client: Client, page: str, folder: Path) -> tuple[str, str]:
    """Write down who it is, make the letter; its words, and the link in it."""
    client.post(f"{page}board/", {"name": "Styret", "language": "nb"})
    shown = client.post(f"{page}tell/").content.decode()
    token = re.findall(r"/styret/([\w-]+)/", shown)[0]
    content = client.post(f"{page}letter/", {"token": token}).content
    return tool("pdftotext", content=content, folder=folder), f"/styret/{token}/"


def may_mount(building: Building) -> bool:
    unit = make.make_unit(mounted=False)
    try:
        doors.mount_unit(lock_id=unit.lock_id, building=building.id, now=clock.read())
    except doors.NotPermitted:
        return False
    return True


def test_the_board_is_asked_about_the_common_entrance_without_a_name_and_answers(
    client: Client, building: Building, flat: Home, tmp_path: Path
) -> None:
    words, link = letter_from(client, f"/buildings/{building.id}/", tmp_path)
    board = Client()
    seen = board.get(link).content.decode()
    for secret in ("Turid", "Bakken", "H0203"):
        assert secret not in words
        assert secret not in seen
    assert link.strip("/") in words.replace("\n", "")
    assert not may_mount(building)

    board.post(link, {"deed": "agreed", "sure": "1"})

    assert "Har sagt ja" in look(client.get(f"/buildings/{building.id}/").content).words
    assert may_mount(building)


def test_a_board_that_says_no_keeps_the_lock_away_and_somebody_finds_another_way(
    client: Client, building: Building, flat: Home, tmp_path: Path
) -> None:
    page = f"/buildings/{building.id}/"
    _, link = letter_from(client, page, tmp_path)
    Client().post(link, {"deed": "refused", "text": "Ikke hos oss", "sure": "1"})

    queue = look(client.get("/buildings/").content).words.split("Søk")[0]
    assert "Har sagt nei" in queue
    assert "nøkkelboks, en annen inngang" in queue
    assert not may_mount(building)

    client.post(f"{page}note/", {"deed": "other_entrance", "text": "Bakdøren"})
    assert "Bruk en annen inngang." in look(client.get(page).content).words


def test_the_landlord_of_a_rented_home_is_told_of_the_key_box_too(
    client: Client, flat: Home, tmp_path: Path
) -> None:
    words, _ = letter_from(client, f"/homes/{flat.id}/landlord/", tmp_path)

    assert "inngangsdøren i Kongens gate 12, H0203" in " ".join(words.split())
    assert "elektronisk nøkkelboks" in words
    assert "Turid" not in words


@pytest.mark.parametrize("to", ["board", "landlord"])
def test_whoever_wants_to_tell_them_themselves_gets_a_letter_to_sign(
    client: Client, flat: Home, turid: Recipient, tmp_path: Path, to: str
) -> None:
    own = {"who": str(turid.id), "to": to, "named": "1"}

    made = client.post(f"/homes/{flat.id}/landlord/own/", own)

    words = tool("pdftotext", content=made.content, folder=tmp_path)
    assert words.count("Turid Bakken") == 2
    assert ("Til styret" if to == "board" else "Til huseieren") in words


@pytest.mark.parametrize(
    ("language", "board", "landlord"),
    [
        (
            "nb",
            "I borettslag eller sameie: styret. Det gjelder døren din og den felles inngangsdøren.",
            "I leid bolig: huseier. Fortell om eLås, eller om nøkkelboksen hvis eLås ikke passer.",
        ),
        (
            "nn",
            "I burettslag eller sameige: styret. Det gjeld døra di og den felles inngangsdøra.",
            "I leigd bustad: huseigar. Fortel om eLås, eller om nøkkelboksen om eLås ikkje passar.",
        ),
        (
            "en",
            "In a housing cooperative or a condominium: the board.",
            "In a rented home: the landlord. Tell about the eLås, or about the key box",
        ),
    ],
)
def test_the_board_is_told_of_the_doors_and_the_landlord_of_the_key_box_too(
    language: str, board: str, landlord: str
) -> None:
    words = told("styret/", language)

    assert board in words
    assert landlord in words


@pytest.mark.parametrize(
    ("language", "oneself"),
    [("nb", "Du må selv si fra"), ("nn", "Du må sjølv seie frå"), ("en", "You must tell them")],
)
def test_one_tells_oneself_in_words_that_stand_ready(
    settings: Settings, language: str, oneself: str
) -> None:
    settings.MUNICIPALITY_NAME = "Bergen kommune"
    settings.MUNICIPALITY_EMAIL = "elaas@bergen.example"

    words = told("styret/", language)

    assert oneself in words
    assert "Bergen kommune " in words
    assert "elaas@bergen.example." in words
