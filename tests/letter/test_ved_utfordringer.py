"""«Ved utfordringer med døren», and «Ved generelle spørsmål»: whom to call, and whom to ask."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.letter.told import told
from tests.pages.look import look

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
