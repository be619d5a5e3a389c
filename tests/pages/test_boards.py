"""The pages of boards and landlords: what waits, what happened, and what a door is like."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from elaas.doors.models import Board, BoardEvent, Building, DoorCondition
from elaas.doors.rules import Cylinder, Deed, Next, NoLock, State
from elaas.web import board_words, clock
from elaas.web.roles import Role
from tests import make
from tests.pages.at_work import somebody
from tests.pages.look import look
from tests.pictures import taken

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def asks(settings: Settings) -> None:
    settings.BOARDS_ARE = "ask"


@pytest.fixture
def building() -> Building:
    return make.make_building(address="Kongens gate 12")


@pytest.fixture
def board(building: Building) -> Board:
    return make.make_board(building=building)


@pytest.fixture
def page(building: Building) -> str:
    return f"/buildings/{building.id}/"


def read(client: Client, path: str) -> str:
    return look(client.get(path).content).words


def happened(board: Board, *deeds: Deed, days_ago: float = 0) -> None:
    at = clock.read() - days_ago * DAY
    for deed in deeds:
        make.make_board_event(board, deed=deed, at=at)


def note(client: Client, page: str, **given: str) -> tuple[int, str]:
    shown = client.post(f"{page}note/", {"channel": "phone", **given}, follow=True)
    return shown.status_code, look(shown.content).words


def test_what_waits_for_a_person_stands_first_with_what_to_do(client: Client, board: Board) -> None:
    happened(board, Deed.ASKED, days_ago=22)
    agreed = make.make_board(building=make.make_building(address="Ila 1"))
    happened(agreed, Deed.AGREED)

    waiting = read(client, "/buildings/").split("Søk")[0]

    assert "Kongens gate 12 Har ikke svart" in waiting
    assert "Purr: lag et brev." in waiting
    assert "Ila 1" not in waiting


@pytest.mark.parametrize(
    ("deeds", "said"),
    [
        ([Deed.REFUSED], "Har sagt nei"),
        ([Deed.REFUSED, Deed.ESCALATED], "En leder bestemmer"),
        ([Deed.TALK], "Ring dem, og noter hva de sier."),
        ([Deed.AGREED, Deed.WITHDREW], "Har trukket svaret tilbake"),
    ],
)
def test_so_does_whoever_objects(
    client: Client, board: Board, deeds: list[Deed], said: str
) -> None:
    for days, deed in enumerate(reversed(deeds)):
        happened(board, deed, days_ago=days)

    assert said in read(client, "/buildings/").split("Søk")[0]


@pytest.mark.parametrize("way", [Deed.KEY_BOX, Deed.OTHER_ENTRANCE])
def test_where_a_way_on_is_found_nothing_waits(client: Client, board: Board, way: Deed) -> None:
    happened(board, Deed.REFUSED, days_ago=1)
    happened(board, way)

    assert "Ingenting venter." in read(client, "/buildings/").split("Søk")[0]


def test_a_building_is_found_by_its_address_with_its_state_and_its_homes(
    client: Client, building: Building
) -> None:
    make.make_home(building=building, dwelling="H0203")
    make.make_building(address="Ila 1")

    words = read(client, "/buildings/?q=kongens 12")

    assert "Kongens gate 12 Ikke informert ennå" in words
    assert "Kongens gate 12, H0203" in words
    assert "Ila" not in words
    assert "Ingen bygg har den adressen." in read(client, "/buildings/?q=Oslo")


def test_a_board_is_written_down_told_and_has_answered(client: Client, page: str) -> None:
    client.post(
        f"{page}board/",
        {"name": "Styret", "email": "styret@example.org", "language": "nn", "post_address": "A\nB"},
    )
    assert "styret@example.org" in read(client, page)

    told = look(client.post(f"{page}tell/").content).words
    assert re.search(r"http://testserver/styret/[\w-]{43}/", told)
    assert "Er spurt" in told
    assert "styret/" not in read(client, page)

    assert note(client, page, deed="agreed", text="Fint", valid_until="2099-01-31")[0] == 200
    words = read(client, page)
    assert "Har sagt ja" in words
    assert "Sa ja , på telefon, i dag kl." in words
    assert "Fint" in words
    assert "lørdag 31. januar 2099" in words.lower()


def test_who_noted_it_is_shown_by_badge(
    client: Client, board: Board, page: str, settings: Settings
) -> None:
    settings.DEMO = False
    somebody(client, Role.COORDINATOR)

    note(client, page, deed="refused")

    assert "Notert av Kari N." in read(client, page)


@pytest.mark.parametrize(
    ("where", "given", "said"),
    [
        ("board", {"name": " ", "language": "nb"}, "Skriv navnet på styret eller huseieren."),
        ("board", {"name": "S", "email": "x", "language": "nb"}, "ikke en e-postadresse"),
        ("board", {"name": "S", "language": "se"}, "Velg et språk"),
        ("board", {"name": "S" * 201, "language": "nb"}, "høyst 200 tegn"),
        ("note", {}, "Velg hva som skal noteres."),
        ("note", {"deed": "told"}, "Velg hva som skal noteres."),
        ("note", {"deed": "agreed", "channel": "link"}, "Velg hvordan de sa det."),
        ("note", {"deed": "withdrew"}, "ikke noe svar å trekke tilbake"),
        ("note", {"deed": "go_on", "text": "Vedtak"}, "de må si ja"),
        ("note", {"deed": "go_on"}, "Skriv hvorfor"),
        ("note", {"deed": "agreed", "valid_until": "snart"}, "som en dato"),
        ("note", {"deed": "agreed", "valid_until": "9999-12-31"}, "som en dato"),
        ("note", {"deed": "agreed", "valid_until": "2020-01-01"}, "allerede over"),
        ("letter", {"token": "guessed"}, "Lag en ny lenke"),
        ("condition", {"gap_mm": "4"}, "Velg typen sylinder."),
        ("condition", {"cylinder": "oval", "gap_mm": "-1"}, "i millimeter"),
        ("condition", {"cylinder": "oval", "gap_mm": "٤"}, "i millimeter"),
        ("condition", {"cylinder": "oval", "gap_mm": "1", "make": "x" * 61}, "høyst 60 tegn"),
    ],
)
def test_what_cannot_be_noted_is_said_in_a_sentence(
    client: Client, board: Board, page: str, where: str, given: dict[str, str], said: str
) -> None:
    shown = client.post(f"{page}{where}/", {"channel": "phone", **given})

    assert shown.status_code == 400
    assert said in look(shown.content).words
    assert not BoardEvent.objects.exists()
    assert not DoorCondition.objects.exists()


@pytest.mark.parametrize("where", ["note", "tell", "letter", "links"])
def test_where_nobody_is_on_record_there_is_nobody_to_tell(
    client: Client, page: str, where: str
) -> None:
    assert client.post(f"{page}{where}/", {"deed": "agreed"}).status_code == 404


def test_links_are_taken_back(client: Client, board: Board, page: str) -> None:
    link = re.findall(r"/styret/[\w-]+/", client.post(f"{page}tell/").content.decode())[0]
    assert client.get(link).status_code == 200

    client.post(f"{page}links/")

    assert client.get(link).status_code == 404
    assert "Trekk tilbake lenkene" not in read(client, page)


def test_a_lock_that_is_there_when_they_say_no_is_pointed_out(
    client: Client, board: Board, page: str
) -> None:
    make.make_unit(building=board.building)
    happened(board, Deed.REFUSED)

    assert "Det er montert en lås her." in read(client, page)


@pytest.mark.parametrize(
    ("gap", "cylinder", "said"),
    [
        ("4,5", "europrofil", "En lås passer."),
        ("5.5", "oval", "Nøkkelboks, ikke lås. Åpningen mellom dør og karm er over 5 mm"),
        ("3", "annen", "Nøkkelboks, ikke lås. Låsene våre passer ikke"),
    ],
)
def test_what_a_door_is_like_says_whether_a_lock_fits(
    client: Client, page: str, gap: str, cylinder: str, said: str
) -> None:
    client.post(f"{page}condition/", {"make": "ASSA", "cylinder": cylinder, "gap_mm": gap})

    words = read(client, page)
    assert said in words
    assert "Merke ASSA" in words


def test_photos_of_the_door_are_kept_and_shown_to_those_who_may_see_them(
    client: Client, page: str, settings: Settings
) -> None:
    files = [SimpleUploadedFile(f"{number}.jpg", taken()) for number in range(2)]

    client.post(f"{page}condition/", {"cylinder": "oval", "gap_mm": "4", "photos": files})

    photos = re.findall(r"/photo/[\w-]+/", client.get(page).content.decode())
    assert len(photos) == 2
    assert client.get(photos[0])["Content-Type"] == "image/jpeg"
    settings.DEMO = False
    somebody(client, Role.COORDINATOR)
    assert photos[0] in client.get(page).content.decode()
    assert client.get(photos[0]).status_code == 200
    assert Client().get(photos[0]).status_code == 404


@pytest.mark.parametrize(
    ("contents", "said"),
    [([b"GIF89a"], "Bildet kan ikke leses."), ([b""] * 5, "Velg høyst 4 bilder.")],
)
def test_what_is_no_photo_or_too_many_is_not_noted(
    client: Client, page: str, contents: list[bytes], said: str
) -> None:
    files = [SimpleUploadedFile("a.jpg", content or taken()) for content in contents]

    given = {"cylinder": "oval", "gap_mm": "4", "photos": files}
    shown = client.post(f"{page}condition/", given)

    assert shown.status_code == 400
    assert said in look(shown.content).words
    assert not DoorCondition.objects.exists()


def test_an_installer_sees_how_it_stands_and_notes_the_door_and_nothing_else(
    client: Client, board: Board, page: str, settings: Settings
) -> None:
    settings.DEMO = False
    ola = somebody(client, Role.INSTALLER)

    shown = client.get(page).content.decode()
    assert f"{page}condition/" in shown
    for address in ("note", "board", "tell", "links"):
        assert f"{page}{address}/" not in shown
        assert client.post(f"{page}{address}/").status_code == 404
    seen = {"cylinder": "oval", "gap_mm": "4"}
    assert client.post(f"{page}condition/", seen).status_code == 302
    assert DoorCondition.objects.get().noted_by == ola.id


def test_no_state_is_without_words() -> None:
    assert set(board_words.STATES) == set(board_words.MARKS) == set(State)
    assert set(board_words.STEPS) == set(Next)
    assert set(board_words.DEEDS) == set(Deed)
    assert set(board_words.CYLINDERS) == set(Cylinder)
    assert set(board_words.NO_LOCK) == set(NoLock)
