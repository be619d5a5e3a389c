"""The page of a home that may be rented, and the letter that whoever lives there may sign."""

import pytest
from django.test import Client

from elaas.doors.models import Board, Building, Home
from elaas.ledger.models import Entry
from elaas.people.models import Recipient
from elaas.web import clock
from tests import make
from tests.pages.look import look

pytestmark = pytest.mark.django_db


@pytest.fixture
def building() -> Building:
    return make.make_building(address="Kongens gate 12")


def read(client: Client, path: str) -> str:
    return look(client.get(path).content).words


@pytest.fixture
def flat(turid: Recipient, building: Building) -> Home:
    """Turid's."""
    home = make.make_home(building=building, dwelling="H0203")
    make.make_assignment(employee=make.make_employee(), home=home, recipient=turid)
    return home


def test_a_landlord_has_the_same_page(client: Client, flat: Home) -> None:
    page = f"/homes/{flat.id}/landlord/"
    assert "Ingen huseier er notert." in read(client, page)

    client.post(f"{page}board/", {"name": "Per Utleier", "language": "nb"})
    assert client.post(f"{page}note/", {"deed": "talk", "channel": "post"}).status_code == 302

    assert "Vil snakke med oss først" in read(client, page)
    assert Board.objects.get().home == flat


def test_a_letter_of_their_own_is_made_only_by_their_choice_and_that_is_logged(
    client: Client, flat: Home, turid: Recipient
) -> None:
    page = f"/homes/{flat.id}/landlord/"
    own = {"who": str(turid.id), "to": "board"}

    refused = client.post(f"{page}own/", own)
    made = client.post(f"{page}own/", {**own, "named": "1"})

    assert refused.status_code == 400
    assert "selv har valgt å bli nevnt" in look(refused.content).words
    assert (made.status_code, made["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in made["Cache-Control"]
    assert turid.id.hex.encode() in bytes(Entry.objects.get(kind="own_letter_made").body)


def test_nobody_else_signs_it(client: Client, flat: Home) -> None:
    other = make.make_recipient()

    for who in (str(other.id), "", "Turid"):
        given = {"who": who, "to": "board", "named": "1"}
        assert client.post(f"/homes/{flat.id}/landlord/own/", given).status_code == 400


def test_a_place_with_a_protected_address_is_not_listed_and_no_letter_is_made_for_it(
    client: Client, flat: Home, turid: Recipient, building: Building
) -> None:
    boards = [make.make_board(building=building), make.make_board(home=flat)]
    for board in boards:
        make.make_board_event(board, deed="refused", at=clock.read())
    turid.protection = "V"
    turid.save()

    assert "Kongens gate" not in read(client, "/buildings/")
    assert "Kongens gate" not in read(client, "/buildings/?q=kongens").replace("kongens", "")
    for page in (f"/homes/{flat.id}/landlord/", f"/buildings/{building.id}/"):
        assert client.get(page).status_code == 404
        assert client.post(f"{page}tell/").status_code == 404
    own = {"who": str(turid.id), "to": "board", "named": "1"}
    assert client.post(f"/homes/{flat.id}/landlord/own/", own).status_code == 404
