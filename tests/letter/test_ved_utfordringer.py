"""«Ved utfordringer med døren», and «Ved generelle spørsmål»: whom to call, and whom to ask."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.mounting.queries.orders import queue
from elaas.mounting.rules import OrderReason
from elaas.web import clock
from tests import make
from tests.letter.told import told
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import TURID, log_in
from tests.world import check_world

PAGES = ["", "montering/", "personvern/", "styret/", "sporsmal/", "tilgjengelighet/"]


@pytest.fixture(autouse=True)
def trondheim(settings: Settings) -> None:
    """The letter's own."""
    settings.PATROL_PHONE, settings.PATROL_PHONE_2 = "72 54 83 94", "72 54 83 79"
    settings.MUNICIPALITY_EMAIL = "ehelse@trondheim.kommune.no"
    settings.MUNICIPALITY_WEB = "https://www.trondheim.kommune.no/elaas"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("language", "call"),
    [
        ("nb", "Trøbbel med døren? Ring Trygghetspatruljen."),
        ("nn", "Trøbbel med døra? Ring Trygghetspatruljen."),
        ("en", "Trouble with the door? Call Trygghetspatruljen."),
    ],
)
def test_both_numbers_stand_on_every_public_page(page: str, language: str, call: str) -> None:
    assert f"{call} 72 54 83 94 72 54 83 79" in told(page, language)


@pytest.mark.parametrize("page", PAGES)
def test_a_telephone_calls_them_and_a_computer_writes(page: str) -> None:
    links = look(Client().get(f"/om/{page}").content).links

    assert {"tel:72548394", "tel:72548379", "mailto:ehelse@trondheim.kommune.no"} <= set(links)


@pytest.mark.parametrize(
    ("language", "write", "read"),
    [
        ("nb", "Skriv til:", "Les mer:"),
        ("nn", "Skriv til:", "Les meir:"),
        ("en", "Write to:", "Read more:"),
    ],
)
def test_questions_go_by_mail_and_more_stands_on_the_municipalitys_own_page(
    language: str, write: str, read: str
) -> None:
    words = told("", language)

    assert f"{write} ehelse@trondheim.kommune.no" in words
    assert f"{read} trondheim.kommune.no/elaas" in words


@pytest.mark.django_db
def test_who_tells_of_trouble_with_the_door_on_their_page_is_in_the_patrols_queue(
    client: Client, settings: Settings
) -> None:
    """«Ved utfordringer med døren etter montering av eLås: Ta kontakt med Trygghetspatruljen»."""
    settings.DEMO = False
    turid, now = make.make_recipient(national_id=TURID), clock.read()
    home = make.make_home(address="Ila 110")
    visit = Period(now - timedelta(hours=2), now - timedelta(hours=1))
    make.make_assignment(employee=make.make_employee(), home=home, recipient=turid, period=visit)
    unit = make.make_unit(home=home)
    log_in(client, TURID)

    answer = client.post(
        f"/min-side/dor/{turid.id}/", {"lock": unit.lock_id, "fault": "does_not_open"}
    )

    assert {"tel:72548394", "tel:72548379"} <= set(look(answer.content).links)
    waiting = queue(now=now)
    assert [(one.reason, one.lock and one.lock.lock_id) for one in waiting] == [
        (OrderReason.FAULT_REPORTED, unit.lock_id)
    ]
    check_world()
