"""Asking about a line that is no opening of one's own: access not used, a door that stayed shut."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.models import Assignment, Question, Step
from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.people.grants import GrantedRole
from elaas.people.models import Phone, Recipient
from elaas.web import clock
from tests import make
from tests.pages.at_home import today_at, visit_and_open
from tests.pages.at_work import work_as
from tests.pages.look import look
from tests.pages.test_asked import words
from tests.pages.test_roles_of_citizens import TURID, log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.DEMO = False


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken", national_id=TURID)


def asks_about(client: Client, recipient: Recipient, line: str) -> str:
    """Ask from the line's link on the page, and answer what the coordinator reads of it."""
    home = f"/recipient/{recipient.id}/"
    link = f"{home}spor/{line}/"
    assert link in look(client.get(home).content).links
    assert client.post(link, {"text": "Hva var det?"}).status_code == 302
    assert "Hva var det?" in words(client, home)
    assert "Hva var det?" in words(client, link)
    coordinator = Client()
    work_as(coordinator, GrantedRole.COORDINATOR)
    return words(coordinator, f"/coordinator/sporsmal/{Question.objects.get().id}/")


def test_who_had_access_and_did_not_use_it_is_asked_about(
    client: Client, turid: Recipient, door: Unit
) -> None:
    visit = visited(turid, door)
    make.make_credential(visit, phone=phone_of(visit), unit=door)
    log_in(client, TURID)

    read = asks_about(client, turid, f"access.{visit.id.hex}")

    assert "Hadde tilgang, men brukte den ikke Ola V. , hjemmesykepleie Kunne åpne:" in read


def test_who_could_not_get_in_is_asked_about(client: Client, turid: Recipient, door: Unit) -> None:
    could_not_get_in(visited(turid, door), ["began", "left"])
    log_in(client, TURID)

    read = asks_about(client, turid, f"shut-out.{UUID(int=10).hex}")

    assert "Kom ikke inn Ola V., hjemmesykepleie" in read
    assert "Gikk uten å ha kommet inn" in read


def test_that_somebody_came_to_another_in_the_home_is_asked_about_without_whom_or_why(
    client: Client, turid: Recipient, door: Unit
) -> None:
    knut = make.make_recipient(given="Knut", family="Moe")
    visit_and_open(knut, door, at=today_at(0))
    visited(turid, door)
    log_in(client, TURID)
    line = f"another.{door.lock_id}.{door.receipts.get().seq}"

    read = asks_about(client, turid, line)

    assert "En ansatt kom til en annen som bor der. Ikke si til hvem eller hvorfor." in read
    for hidden in ("Kari", "Knut", "hjemmesykepleie"):
        assert hidden not in read
        assert hidden not in words(client, f"/recipient/{turid.id}/spor/{line}/")
    assert client.get(f"/recipient/{turid.id}/bevis/{line}/").status_code == 404


def test_a_question_about_a_line_that_the_page_shows_no_more_is_read_there_all_the_same(
    client: Client, turid: Recipient, door: Unit
) -> None:
    visit = visited(turid, door, days_ago=5)
    make.make_credential(visit, phone=phone_of(visit), unit=door)
    log_in(client, TURID)
    link = f"/recipient/{turid.id}/spor/access.{visit.id.hex}/"
    client.post(link, {"text": "Hva skulle han her?"})

    shown = look(client.get(f"/recipient/{turid.id}/").content)

    assert "Hva du har spurt om før Spørsmålet" in shown.words
    assert link in shown.links


@pytest.mark.parametrize(
    "line", ["access.", "access.x", "shut-out.", f"shut-out.{UUID(int=7).hex}"]
)
def test_a_line_that_is_nobody_s_cannot_be_asked_about(
    client: Client, turid: Recipient, line: str
) -> None:
    log_in(client, TURID)

    assert client.get(f"/recipient/{turid.id}/spor/{line}/").status_code == 404


def test_lines_of_somebody_else_cannot_be_asked_about(
    client: Client, turid: Recipient, door: Unit
) -> None:
    visit = visited(make.make_recipient(), door)
    make.make_credential(visit, phone=phone_of(visit), unit=door)
    could_not_get_in(visit, ["began"])
    log_in(client, TURID)

    for line in (f"access.{visit.id.hex}", f"shut-out.{UUID(int=10).hex}"):
        assert client.get(f"/recipient/{turid.id}/spor/{line}/").status_code == 404


def visited(recipient: Recipient, door: Unit, *, days_ago: int = 0) -> Assignment:
    """Ola's visit to them, whose access is over since a minute, or days."""
    assert door.home
    over = clock.read() - timedelta(minutes=61, days=days_ago)
    return make.make_assignment(
        employee=make.make_employee(given="Ola", family="Vik"),
        home=door.home,
        recipient=recipient,
        period=Period(over - timedelta(minutes=30), over),
    )


def could_not_get_in(visit: Assignment, rungs: list[str]) -> None:
    """What Ola did at the door that stayed shut, a minute ago."""
    phone, at = phone_of(visit), clock.read() - timedelta(minutes=1)
    Step.objects.bulk_create(
        Step(
            id=uuid4(),
            ladder=UUID(int=10),
            phone=phone,
            assignment=visit,
            rung=rung,
            taken_at=at,
            told_at=at + timedelta(seconds=number),
        )
        for number, rung in enumerate(rungs)
    )


def phone_of(visit: Assignment) -> Phone:
    return Phone.objects.filter(employee=visit.employee).first() or make.make_phone(visit.employee)
