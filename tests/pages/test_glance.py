"""The recipient's page: where the case is, who comes, what lies in the bag, who to call."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.models import Journal
from elaas.access.rules import Period
from elaas.doors.models import Photo, Unit
from elaas.doors.operations.parts import Packed, Packing, pack_bag
from elaas.mounting.steps import Mark, Step
from elaas.people.models import Recipient
from elaas.people.rights import Right
from elaas.web import clock, step_words
from tests import make
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import INGRID, TURID, let, log_in
from tests.pictures import taken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def numbers(settings: Settings) -> None:
    settings.DEMO = False
    settings.PATROL_PHONE, settings.PATROL_PHONE_2 = "00 00 02 00", "00 00 02 01"


@pytest.fixture
def turid(client: Client) -> Recipient:
    """Turid, who is logged in."""
    found = make.make_recipient(given="Turid", family="Bakken", national_id=TURID)
    log_in(client, TURID)
    return found


def words(client: Client) -> str:
    return look(client.get("/min-side/").content).words


def at_home(turid: Recipient, *, kind: str = "lock") -> Unit:
    """The unit at her house, where somebody comes."""
    house = make.make_home()
    make.make_assignment(employee=make.make_employee(), home=house, recipient=turid)
    return make.make_unit(home=house, kind=kind)


def with_bag(turid: Recipient) -> Unit:
    unit = at_home(turid)
    parts = [Packed("sylinder", 1), Packed("skrue", 3)]
    packing = Packing(label="P-17", place="i skapet i gangen", parts=parts, photo=taken())
    pack_bag(lock_id=unit.lock_id, packing=packing, by=None, now=clock.read())
    return unit


def book(turid: Recipient) -> None:
    begins = clock.read() + timedelta(days=2)
    case = make.make_case(turid)
    slot = Period(begins, begins + timedelta(minutes=30))
    make.make_appointment(case, crew=make.make_crew(), slot=slot)


def test_nothing_is_under_way(client: Client, turid: Recipient) -> None:
    assert "Ingenting er på gang." in words(client)


def test_decided_and_not_booked(client: Client, turid: Recipient) -> None:
    make.make_decision(turid, safety_alarm=True)

    page = client.get("/min-side/").content

    assert "Nå skal det bestilles time." in look(page).words
    assert page.decode().count('aria-current="step"') == 1
    assert "Bestille time Her er du nå" in look(page).words


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("asked", "Vi venter på svar fra styret eller huseieren."),
        ("refused", "Vi finner en annen løsning."),
    ],
)
def test_the_board(
    client: Client, turid: Recipient, settings: Settings, deed: str, said: str
) -> None:
    settings.BOARDS_ARE = "ask"
    case = make.make_case(turid)
    make.make_board_event(make.make_board(home=case.home), deed=deed, at=clock.read())

    assert said in words(client)


def test_booked(client: Client, turid: Recipient) -> None:
    book(turid)

    seen = look(client.get("/min-side/").content)

    assert "Trygghetspatruljen kommer og monterer eLås." in seen.words
    assert {f"/min-side/time/{turid.id}/", f"/min-side/avtale/{turid.id}/elaas.ics"} <= set(
        seen.links
    )


def test_one_of_two_doors_then_both(client: Client, turid: Recipient) -> None:
    building = make.make_building()
    make.make_home(building=building)
    flat = make.make_home(building=building)
    make.make_assignment(employee=make.make_employee(), home=flat, recipient=turid)
    make.make_unit(home=flat)
    assert "eLås er på 1 av 2 dører." in words(client)

    make.make_unit(building=building)
    assert "eLås er på døren din og på inngangen til bygget." in words(client)


def test_mounted_with_the_bag_its_photo_and_both_numbers(client: Client, turid: Recipient) -> None:
    with_bag(turid)

    page = client.get("/min-side/").content

    seen = look(page)
    for said in (
        "eLås er på plass. Du trenger ikke gjøre noe.",
        "De ligger i posen P-17: i skapet i gangen.",
        "3 skrue",
        "Ring 00 00 02 00",
    ):
        assert said in seen.words
    assert {"tel:00000200", "tel:00000201"} <= set(seen.links)
    assert "Batteriet" not in seen.words
    photo = f"/min-side/bilde/{turid.id}/{Photo.objects.get().id}/"
    assert photo in page.decode()
    assert client.get(photo)["Content-Type"] == "image/jpeg"


def test_a_battery_that_is_getting_weak_is_told(client: Client, turid: Recipient) -> None:
    Journal.objects.create(unit=at_home(turid), battery=14)

    assert "Batteriet begynner å bli svakt." in words(client)


def test_a_key_box(client: Client, turid: Recipient) -> None:
    at_home(turid, kind="key_box")

    assert "En nøkkelboks med nøkkelen din henger ved døren." in words(client)


def test_to_come_down(client: Client, turid: Recipient) -> None:
    make.make_ending(turid)

    assert "eLås skal tas ned. Det skal bestilles time." in words(client)


@pytest.mark.parametrize(
    ("rights", "sees"),
    [
        ({Right.FOLLOW}, True),
        ({Right.BOOK}, False),
        ({Right.LOG}, False),
    ],
)
def test_kin_see_the_bag_where_they_may_follow_and_never_the_decision(
    client: Client, rights: set[Right], sees: object
) -> None:
    turid = make.make_recipient(national_id=TURID)
    make.make_decision(turid)
    with_bag(turid)
    let(make.make_kin(turid, national_id=INGRID), frozenset(rights))
    log_in(client, INGRID)

    assert ("P-17" in words(client)) is sees
    photo = f"/min-side/bilde/{turid.id}/{Photo.objects.get().id}/"
    assert (client.get(photo).status_code == 200) is sees
    assert "Les vedtaket" not in words(client)
    assert client.get(f"/min-side/vedtak/{turid.id}/").status_code == 404


def test_the_decision_can_be_read_again(client: Client, turid: Recipient) -> None:
    page = f"/min-side/vedtak/{turid.id}/"
    assert client.get(page).status_code == 404

    make.make_decision(turid)

    assert page in look(client.get("/min-side/").content).links
    assert client.get(page)["Content-Type"] == "application/pdf"


def test_a_photo_that_is_not_theirs_is_not_found(client: Client, turid: Recipient) -> None:
    with_bag(make.make_recipient())
    for photo in (Photo.objects.get().id, UUID(int=7)):
        assert client.get(f"/min-side/bilde/{turid.id}/{photo}/").status_code == 404


def test_every_step_and_mark_has_words() -> None:
    assert set(step_words.NAMES) == set(step_words.NOW) == set(Step)
    assert set(step_words.MARKS) == set(step_words.ICONS) == set(Mark)
