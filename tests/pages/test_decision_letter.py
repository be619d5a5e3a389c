"""The decision as a letter: what it says, in whose language, and that it can be read aloud."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.doors.models import Home
from elaas.eligibility.rules import Reason
from elaas.people.models import Recipient
from tests import make
from tests.make import make_decision
from tests.notices.test_letter import tool

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pdftotext", "poppler-utils")]

FACTS = {
    Reason.SAFETY_ALARM: {"safety_alarm": True},
    Reason.OTHER_TECHNOLOGY: {"other_technology": True},
    Reason.CANNOT_OPEN: {},
    Reason.NO_SERVICES: {"services_at_home": False},
    Reason.OPENS_THE_DOOR: {"opens_the_door": True},
    Reason.SOMEBODY_ALWAYS_THERE: {"somebody_always_there": True},
}


@pytest.fixture
def home(turid: Recipient) -> Home:
    """Turid's house."""
    house = make.make_home(address="Ila 110", postal_code="7018", city="Trondheim")
    make.make_assignment(employee=make.make_employee(), home=house, recipient=turid)
    return house


@pytest.fixture(autouse=True)
def municipality(settings: Settings) -> None:
    settings.MUNICIPALITY_NAME, settings.PATROL_PHONE = "Malvik kommune", "00 00 02 00"


def letter(client: Client, recipient: Recipient) -> bytes:
    answer = client.get(f"/coordinator/recipient/{recipient.id}/decision.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def read(client: Client, recipient: Recipient, folder: Path) -> str:
    return " ".join(tool("pdftotext", content=letter(client, recipient), folder=folder).split())


def test_it_says_what_is_decided_and_why_what_happens_what_it_costs_and_how_to_complain(
    client: Client, turid: Recipient, home: Home, tmp_path: Path
) -> None:
    make_decision(turid, safety_alarm=True)

    words = read(client, turid, tmp_path)

    for said in (
        "Malvik kommune Turid Bakken Ila 110 7018 Trondheim",
        "Vedtak om eLås Du må ha eLås fordi du har eller skal ha trygghetsalarm.",
        "Regelen er slik: Den som har trygghetsalarm",
        "Vi monterer eLås på inngangsdøren din.",
        "Du får beskjed når du kan velge time.",
        "må styret få vite om det",
        "bruker den vanlige nøkkelen som før",
        "eLåsen koster deg ingenting. Malvik kommune betaler alt",
        "Du kan klage innen tre uker fra du fikk dette brevet (forvaltningsloven § 29).",
        "Ring Trygghetspatruljen: 00 00 02 00.",
    ):
        assert said in words
    assert re.search(r"\d{1,2}\. [a-z]+ 20\d\d", words)


def test_both_doors_are_named_where_the_entrance_is_shared(
    client: Client, turid: Recipient, tmp_path: Path
) -> None:
    building = make.make_building()
    make.make_home(building=building)
    flat = make.make_home(building=building)
    make.make_assignment(employee=make.make_employee(), home=flat, recipient=turid)
    make_decision(turid)

    assert "på inngangen til bygget og på inngangsdøren din" in read(client, turid, tmp_path)


def test_who_has_one_already_need_do_nothing(
    client: Client, turid: Recipient, home: Home, tmp_path: Path
) -> None:
    make.make_unit(home=home)
    make_decision(turid)

    words = read(client, turid, tmp_path)

    assert "eLåsen er allerede på døren din. Du trenger ikke gjøre noe." in words
    assert "velge time" not in words


def test_who_needs_it_no_longer_is_told_that_it_is_taken_off_and_the_own_lock_put_back(
    client: Client, turid: Recipient, home: Home, tmp_path: Path
) -> None:
    make.make_unit(home=home)
    make_decision(turid, services_at_home=False)

    words = read(client, turid, tmp_path)

    assert "Vi tar eLåsen av døren og setter din egen lås tilbake slik den var." in words
    assert "Det koster deg ingenting." in words
    assert "Vi monterer" not in words


def test_who_needs_none_and_has_none_need_do_nothing(
    client: Client, turid: Recipient, tmp_path: Path
) -> None:
    make_decision(turid, opens_the_door=True)

    words = read(client, turid, tmp_path)

    assert "Du trenger ikke gjøre noe. Si fra til oss hvis situasjonen din endrer seg." in words
    assert "Vi tar eLåsen av" not in words


def test_what_a_coordinator_changed_stands_there_with_the_reason(
    client: Client, turid: Recipient, tmp_path: Path
) -> None:
    make_decision(turid, opens_the_door=True)
    make.make_review(turid, needed=True, because="Du har falt *to* ganger.")

    words = read(client, turid, tmp_path)

    assert "Du må ha eLås. Det har en koordinator bestemt: Du har falt *to* ganger." in words


@pytest.mark.parametrize(
    ("language", "written", "title"),
    [
        ("nb", "nb", "Vedtak om eLås"),
        ("nn", "nn", "Vedtak om eLås"),
        ("en", "en", "Decision about eLås"),
        ("se", "nb", "Vedtak om eLås"),
    ],
)
@pytest.mark.parametrize("reason", Reason)
def test_every_outcome_is_written_in_the_recipient_s_language_with_a_title(
    client: Client, tmp_path: Path, language: str, written: str, title: str, reason: Reason
) -> None:
    recipient = make.make_recipient(language=language)
    assert make_decision(recipient, **FACTS[reason]).reason is reason

    content = letter(client, recipient)

    assert f"/Lang({written})".encode() in content
    told = tool("pdfinfo", content=content, folder=tmp_path)
    assert re.search(rf"Title: +{title}\n", told)
    said = " ".join(tool("pdftotext", content=content, folder=tmp_path).split())
    outcome = {"nb": "Du", "nn": "Du", "en": "You"}[written]
    need = {
        ("nb", True): "må ha",
        ("nb", False): "trenger ikke",
        ("nn", True): "må ha",
        ("nn", False): "treng ikkje",
        ("en", True): "must have an",
        ("en", False): "do not need an",
    }[written, not reason.startswith(("no_", "opens", "somebody"))]
    assert f"{outcome} {need} eLås" in said
    assert {"nb": "tre uker", "nn": "tre veker", "en": "three weeks"}[written] in said


def test_a_protected_address_is_not_in_it(
    client: Client, home: Home, turid: Recipient, tmp_path: Path
) -> None:
    turid.protection = "R"
    turid.save()
    make_decision(turid)

    words = read(client, turid, tmp_path)

    assert "Turid Bakken" in words
    assert "Ila 110" not in words


def test_the_language_of_the_page_is_not_that_of_the_letter(
    client: Client, turid: Recipient, tmp_path: Path
) -> None:
    client.post("/language/", {"language": "en"})
    make_decision(turid)

    assert "Du må ha eLås" in read(client, turid, tmp_path)


def test_while_nothing_is_decided_there_is_no_letter(client: Client, turid: Recipient) -> None:
    assert client.get(f"/coordinator/recipient/{turid.id}/decision.pdf").status_code == 404


def test_without_a_number_nobody_is_told_to_call(
    client: Client, turid: Recipient, settings: Settings, tmp_path: Path
) -> None:
    settings.PATROL_PHONE = ""
    make_decision(turid)

    words = read(client, turid, tmp_path)

    assert "Ring" not in words
    assert "Spørsmål" not in words
