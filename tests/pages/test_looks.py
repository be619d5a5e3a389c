"""Looking is logged: whoever sees a person on a page has an entry about it first."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.doors.models import Photo, Unit
from elaas.ledger.models import Entry
from elaas.notices.operations.fallback import fall_back
from elaas.notices.rules import Why
from elaas.people.grants import GrantedRole
from elaas.people.looks import What
from elaas.people.models import Employee, Look, Recipient
from elaas.web import clock, shows
from elaas.web.looks import NotLogged
from elaas.web.roles import EVERYONE, TABLE, Role
from elaas.web.shows import SHOWS
from tests import make
from tests.pages.look import look
from tests.pages.test_roles import LOGINS, MESSAGE, ORDER, PHOTO, address_of, crew, somebody

pytestmark = pytest.mark.django_db
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
    return unit


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
    reached = {route for route, row in TABLE.items() if row is not EVERYONE and OF_EMPLOYEES & {*row}}

    assert reached == set(SHOWS)


@pytest.mark.parametrize("role", [role for role in LOGINS if role is not Role.NOBODY])
def test_no_page_names_a_person_without_noting_who_looked(
    client: Client, signe: Recipient, her_door: Unit, role: Role
) -> None:
    me = somebody(client, role)
    visited_by(me, signe, her_door)
    for route, what in SHOWS.items():
        if Role(role) not in TABLE[route]:
            continue
        address = f"/{address_of(route, signe, her_door, me)}"
        content, noted = seen_at(client, address)
        if content.startswith(b"%PDF") or any(word in content for word in HERS):
            assert signe.id in noted, (role, address)
        for row in noted.values():
            assert row.employee_id == me.id
            assert row.what == what
