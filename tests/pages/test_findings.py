"""Auditor and coordinator see what somebody must look at, and say what it was."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.alarms.models import Finding, FindingDeed
from elaas.alarms.operations.answer import NotDone
from elaas.alarms.operations.audits import note_audit
from elaas.alarms.operations.look_around import look_around
from elaas.alarms.rules import Deed, Doubt, Kind, State
from elaas.doors.models import Unit
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, EmployeeSession, Look, Recipient
from elaas.people.operations.grants import grant_role
from elaas.web import clock, finding_words
from tests import make
from tests.alarms.test_look_around import make_incident
from tests.pages.at_work import work_as
from tests.pages.look import faults, look

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.DEMO = False


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken")


@pytest.fixture
def kari() -> Employee:
    return make.make_employee(given="Kari", family="Nilsen")


@pytest.fixture
def unit(turid: Recipient, kari: Employee) -> Unit:
    """Kari opened Turid's door, and nothing explains it."""
    home, now = make.make_home(address="Ila 110"), clock.read()
    found = make.make_unit(home=home)
    visit = make.make_assignment(
        employee=kari, home=home, recipient=turid, period=Period(now, now + timedelta(hours=1))
    )
    phone = make.make_phone(kari)
    credential = make.make_credential(visit, phone=phone, unit=found)
    make_incident(found, make.make_receipt(found, phone=phone, credential=credential, at=now))
    look_around(now=now)
    return found


def page(client: Client, address: str = "/funn/") -> str:
    shown = client.get(address)
    assert shown.status_code == 200
    seen = look(shown.content)
    assert faults(seen) == []
    return seen.words


def say(client: Client, said: str, deed: str = "closed") -> int:
    address = f"/funn/{Finding.objects.get().id}/svar/"
    return client.post(address, {"said": said, "deed": deed}).status_code


@pytest.mark.usefixtures("unit")
def test_a_finding_waits_until_an_auditor_has_closed_it_with_a_reason(client: Client) -> None:
    work_as(client, GrantedRole.AUDITOR)
    waiting = page(client)
    assert "1 funn om åpninger venter" in waiting
    assert "En dør ble åpnet, og ingen oppdrag forklarer det" in waiting
    assert "Ila 110" not in waiting

    assert say(client, "Kari fikk beskjed av koordinator på telefon.") == 302

    closed = page(client, f"/funn/{Finding.objects.get().id}/")
    assert "Kari fikk beskjed av koordinator på telefon." in closed
    assert "Anne L." in closed
    assert "Alle åpninger er forklart" in page(client)


@pytest.mark.usefixtures("unit")
def test_who_looks_at_a_finding_is_told_to_whom_it_is_about(
    client: Client, turid: Recipient, kari: Employee
) -> None:
    anne = work_as(client, GrantedRole.AUDITOR)

    page(client, f"/funn/{Finding.objects.get().id}/")

    looks = Look.objects.order_by("what").values_list("employee", "recipient", "colleague", "what")
    assert set(looks) == {
        (anne.id, turid.id, None, "finding"),
        (anne.id, None, kari.id, "openings"),
    }


@pytest.mark.usefixtures("unit")
def test_a_comment_says_who_looks_at_it(client: Client) -> None:
    work_as(client, GrantedRole.COORDINATOR)

    say(client, "Jeg ringer henne i morgen.", deed="commented")

    assert "Noen ser på det: Anne L." in page(client)


@pytest.mark.usefixtures("unit")
def test_nothing_is_closed_without_a_reason_and_what_was_wrong_is_said(client: Client) -> None:
    work_as(client, GrantedRole.AUDITOR)

    assert say(client, " ") == 400

    assert not FindingDeed.objects.exists()


@pytest.mark.usefixtures("unit")
def test_whoever_did_it_cannot_close_it(client: Client, kari: Employee) -> None:
    anne = work_as(client, GrantedRole.COORDINATOR)
    grant_role(employee=kari.id, role=GrantedRole.AUDITOR, now=clock.read())
    EmployeeSession.objects.filter(employee=anne).update(employee=kari)

    shown = page(client, f"/funn/{Finding.objects.get().id}/")

    assert "En kollega må lukke det." in shown
    assert "Lukk med denne grunnen" not in shown
    assert say(client, "Det var meg.") == 400


def test_a_finding_that_does_not_exist(client: Client) -> None:
    work_as(client, GrantedRole.AUDITOR)

    assert client.get(f"/funn/{UUID(int=7)}/").status_code == 404
    assert client.post(f"/funn/{UUID(int=7)}/svar/", {"said": "Nei."}).status_code == 404


def test_the_log_s_lamp_says_what_nobody_has_checked(client: Client) -> None:
    work_as(client, GrantedRole.AUDITOR)

    shown = page(client)

    assert "Vi kan ikke si at loggen er hel" in shown
    assert "Ingen utenfra har kontrollert loggen." in shown
    assert "testserver/log --state elaas.state" in shown


def test_the_page_says_when_everything_inside_was_checked_and_what_came_of_it(
    client: Client,
) -> None:
    work_as(client, GrantedRole.AUDITOR)
    note_audit(faults=0, outside=1200, now=clock.read())
    assert "Mot et kontrollpunkt utenfra, med 1200 oppføringer." in page(client)

    note_audit(faults=2, outside=0, now=clock.read())

    shown = page(client)
    assert "Den siste kontrollen innenfra fant feil." in shown
    assert "2 feil. Uten et kontrollpunkt utenfra." in shown


def test_everything_a_finding_can_be_has_its_words() -> None:
    assert set(finding_words.KINDS) == set(finding_words.ADVICE) == set(Kind)
    assert set(finding_words.STATES) == set(State)
    assert set(finding_words.DEEDS) == set(Deed)
    assert set(finding_words.DOUBTS) == set(Doubt)
    assert set(finding_words.NOT_DONE) == set(NotDone)
