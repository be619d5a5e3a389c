"""Looking is logged: whoever sees a person on a page has an entry about it first."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from psycopg.errors import CheckViolation
from pytest_django import Settings

from elaas.access.models import Assignment, Journal
from elaas.access.rules import Period
from elaas.doors.models import Photo, Unit
from elaas.mounting.models import MountingCase, VisitReport
from elaas.notices.operations.fallback import fall_back
from elaas.notices.rules import Why
from elaas.people.grants import GrantedRole
from elaas.people.looks import ONE_LOOK, What
from elaas.people.models import Employee, EmployeeSession, Look, Recipient
from elaas.web import clock, shows
from elaas.web.looks import NotLogged
from elaas.web.roles import EVERYONE, TABLE, Role
from elaas.web.shows import SHOWS
from tests import make
from tests.pages.at_work import somebody
from tests.pages.look import look
from tests.pages.test_roles import LOGINS, MESSAGE, NOBODY, ORDER, PHOTO, address_of, damage_of

pytestmark = pytest.mark.django_db
REPORT = UUID(int=11)
HERS = (b"Kvalnes", b"Signebakken")
OF_EMPLOYEES = {Role.EMPLOYEE, *(Role(role.value) for role in GrantedRole)}


@pytest.fixture(autouse=True)
def not_the_demo(settings: Settings) -> None:
    settings.DEMO = False


@pytest.fixture
def signe() -> Recipient:
    """Somebody whose name stands in nothing else."""
    return make.make_recipient(given="Signe", family="Kvalnes")


@pytest.fixture
def her_door(signe: Recipient) -> Unit:
    """The lock on her door: she waits for a case, a time, a call, an order, about damage."""
    home, now = make.make_home(address="Signebakken 4"), clock.read()
    unit = make.make_unit(home=home)
    make.make_decision(signe, now, safety_alarm=True)
    case = make.make_case(signe, home=home)
    slot = Period(now + timedelta(minutes=5), now + timedelta(minutes=65))
    make.make_appointment(case, crew=make.make_crew(), slot=slot)
    make.make_order(unit, id=ORDER)
    make.make_message(signe, id=MESSAGE)
    fall_back(message=MESSAGE, why=Why.RESERVED, now=now)
    Photo.objects.create(id=PHOTO, content=b"", kept_at=now)
    Journal.objects.create(unit=unit, battery=1)  # so that she waits for a door that is ready
    damage_of(signe, unit).photos.add(Photo.objects.get())
    told_in_vain(case)
    return unit


def told_in_vain(case: MountingCase) -> None:
    """What a crew has told of her door could not be stored."""
    ola, now = make.make_employee(given="Ola", family="Aas"), clock.read()
    VisitReport.objects.create(
        id=REPORT,
        kind="mounted",
        job=NOBODY,
        case=case,
        told={},
        employee=ola,
        phone=make.make_phone(ola),
        done_at=now,
        stored_at=now,
        trouble="door_taken",
    )


def visited_by(employee: Employee, recipient: Recipient, unit: Unit) -> None:
    """The employee has a visit there now."""
    assert unit.home
    now = clock.read()
    make.make_assignment(
        employee=employee,
        home=unit.home,
        recipient=recipient,
        period=Period(now, now + timedelta(minutes=30)),
    )


def seen_at(client: Client, address: str) -> tuple[bytes, dict[UUID | None, Look]]:
    """What the page shows, and the looks it noted; nothing of it stays."""
    with transaction.atomic():
        before = set(Look.objects.values_list("id", flat=True))
        answer = client.get(address)
        noted = {row.recipient_id: row for row in Look.objects.exclude(id__in=before)}
        content = answer.content if answer.status_code == 200 else b""
        transaction.set_rollback(True)
    return content, noted


def test_of_every_page_that_employees_reach_is_said_whose_data_it_shows() -> None:
    reached = {
        route for route, row in TABLE.items() if row is not EVERYONE and OF_EMPLOYEES & {*row}
    }

    assert reached == set(SHOWS)


@pytest.mark.parametrize("role", [role for role in LOGINS if role is not Role.NOBODY])
def test_no_page_names_a_person_without_noting_who_looked(
    client: Client, signe: Recipient, her_door: Unit, role: Role
) -> None:
    me = somebody(client, role)
    visited_by(me, signe, her_door)
    for route, what in SHOWS.items():
        if role not in TABLE[route]:
            continue
        address = f"/{address_of(route, signe, her_door, me)}"
        content, noted = seen_at(client, address)
        if content.startswith(b"%PDF") or any(word in content for word in HERS):
            assert signe.id in noted, (role, address)
        # Those are of a colleague; and whoever searches, or hands something out, says why first.
        if content and what not in {None, What.OPENINGS, What.EXPORT, What.SEARCH, What.PAPER}:
            assert signe.id in noted, f"{address} has her to show, and notes nobody"
        assert {(row.employee_id, row.what) for row in noted.values()} <= {(me.id, what)}


def test_a_page_that_forgets_to_note_who_looks_is_not_shown(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody(client, Role.SERVICE_DESK)
    assert client.get("/phones/").status_code == 200
    monkeypatch.setitem(shows.SHOWS, "phones/", What.CASE)

    with pytest.raises(NotLogged):
        client.get("/phones/")


def test_a_page_whose_look_cannot_be_noted_is_not_shown(
    client: Client, signe: Recipient, her_door: Unit
) -> None:
    me = somebody(client, Role.EMPLOYEE)
    visited_by(me, signe, her_door)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry ADD CONSTRAINT shut CHECK (false) NOT VALID")

    with pytest.raises(CheckViolation, match="shut"), transaction.atomic():
        client.get(f"/employee/{me.id}/")

    assert not Look.objects.exists()


def test_a_coordinator_who_searches_says_why_first(client: Client, signe: Recipient) -> None:
    me = somebody(client, Role.COORDINATOR)

    asked = look(client.get("/coordinator/?q=Kvalnes").content).words
    assert "Si hvorfor du ser på dette." in asked
    assert "Signe" not in asked
    assert "Signe" not in look(client.get("/coordinator/?q=Kvalnes&because=nosy").content).words
    assert not Look.objects.exists()

    found = client.get("/coordinator/?q=Kvalnes&because=asked").content
    assert f"/coordinator/recipient/{signe.id}/?because=asked" in look(found).links
    assert why() == [(me.id, signe.id, "search", "asked")]


def test_the_reason_is_said_once_and_holds_for_an_hour(
    client: Client, signe: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    signe.active = False  # so that there is nothing to do for her
    signe.save()
    me, page = somebody(client, Role.COORDINATOR), f"/coordinator/recipient/{signe.id}/"

    assert "Hvorfor ser du på dette?" in look(client.get(page).content).words
    assert b"Kvalnes" not in client.get(page).content
    assert not Look.objects.exists()

    assert b"Kvalnes" in client.get(f"{page}?because=check").content
    assert b"Kvalnes" in client.get(page).content
    assert b"Kvalnes" in client.get(f"/parorende/{signe.id}/").content
    assert why() == [(me.id, signe.id, "case", "check")]

    later = clock.read() + ONE_LOOK
    monkeypatch.setattr(clock, "read", lambda: later)
    EmployeeSession.objects.update(ends_at=later + ONE_LOOK)
    assert b"Kvalnes" not in client.get(page).content


def test_whom_a_task_leads_to_is_looked_at_for_the_task(
    client: Client, signe: Recipient, her_door: Unit
) -> None:
    me = somebody(client, Role.COORDINATOR)

    assert b"Kvalnes" in client.get(f"/coordinator/recipient/{signe.id}/").content

    assert why() == [(me.id, signe.id, "case", "need")]


def test_a_list_seen_again_notes_nobody_twice(
    client: Client, signe: Recipient, her_door: Unit
) -> None:
    me = somebody(client, Role.EMPLOYEE)
    visited_by(me, signe, her_door)
    visit = Assignment.objects.get(employee=me)

    for _ in range(3):
        client.get(f"/employee/{me.id}/")

    assert why() == [(me.id, signe.id, "day", "assignment")]
    assert Look.objects.get().about == visit.id


def why() -> list[tuple[UUID, UUID | None, str, str]]:
    """Who looked at whom, where, and why."""
    rows = Look.objects.order_by("at", "id")
    return list(rows.values_list("employee_id", "recipient_id", "what", "because"))
