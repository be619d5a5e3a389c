"""The employee's day: where to, which doors, and whether they will open."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from elaas.access.queries.pages.employee import EmployeePage, VisitToday, employee_page
from elaas.access.rules import Period, Refusal
from elaas.doors.models import Home, UnitKind
from elaas.people.models import Employee
from elaas.web import clock
from tests import make
from tests.make import NOON, VISIT
from tests.pages.look import look

pytestmark = pytest.mark.django_db

DAY = Period(NOON - timedelta(hours=13), NOON + timedelta(hours=11))


@pytest.fixture
def kari() -> Employee:
    return make.make_employee(given="Kari", family="Nilsen")


@pytest.fixture
def home() -> Home:
    return make.make_home(building=make.make_building(address="Kongens gate 12"), dwelling="H0203")


def page(employee: Employee, *, now: datetime = NOON) -> EmployeePage:
    found = employee_page(employee.id, day=DAY, now=now)
    assert found is not None
    return found


def only_visit(employee: Employee, *, now: datetime = NOON) -> VisitToday:
    (visit,) = page(employee, now=now).visits
    return visit


def read(client: Client, employee: Employee) -> str:
    return look(client.get(f"/employee/{employee.id}/").content).words


def test_the_doors_stand_as_a_chain_with_what_opens_them(
    client: Client, kari: Employee, home: Home
) -> None:
    start = clock.day_of(clock.read()).end - timedelta(minutes=30)
    period = Period(start, start + timedelta(minutes=20))
    make.make_home(building=home.building)  # with a neighbour the building has a common entrance
    turid = make.make_recipient(given="Turid", family="Bakken")
    visit = make.make_assignment(employee=kari, home=home, recipient=turid, period=period)
    phone = make.make_phone(kari)
    for unit in (
        make.make_unit(building=home.building, lock_id="L-0041", label="0041"),
        make.make_unit(home=home, lock_id="L-0042", label="0042"),
    ):
        make.make_credential(visit, phone=phone, unit=unit)

    words = read(client, kari)

    assert "23.50 Turid Bakken" in words
    assert "Hjemmesykepleie Kongens gate 12, H0203" in words
    assert "Oppgang 0041 Telefonen din kan åpne kl. 23.00" in words
    assert words.index("Oppgang 0041") < words.index("H0203 0042")


def test_a_day_without_visits_says_so(client: Client, kari: Employee) -> None:
    words = read(client, kari)

    assert "Du har ingen oppdrag i dag." in words
    assert "Du har ingen telefon for eLås ennå." in words


def test_visits_come_in_order_and_only_todays(kari: Employee, home: Home) -> None:
    for hours in (3, 1, -2, 30, -30):
        start = NOON + timedelta(hours=hours)
        period = Period(start, start + timedelta(minutes=30))
        make.make_assignment(employee=kari, home=home, period=period)

    starts = [visit.plan.period.start for visit in page(kari).visits]

    assert starts == [NOON + timedelta(hours=hours) for hours in (-2, 1, 3)]


def test_the_visit_whose_time_it_is_stands_out(kari: Employee, home: Home) -> None:
    make.make_assignment(employee=kari, home=home)

    assert only_visit(kari, now=VISIT.start).current
    assert not only_visit(kari, now=VISIT.start - timedelta(seconds=1)).current
    assert not only_visit(kari, now=VISIT.end).current


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (VISIT.start - timedelta(minutes=31), False),
        (VISIT.start - timedelta(minutes=30), True),
        (VISIT.end + timedelta(minutes=59), True),
        (VISIT.end + timedelta(minutes=60), False),
    ],
)
def test_a_protected_address_is_shown_only_while_the_visit_opens_the_door(
    kari: Employee, home: Home, now: datetime, *, shown: bool
) -> None:
    make.make_assignment(employee=kari, home=home, recipient=make.make_recipient(protection="R"))

    assert (only_visit(kari, now=now).address is not None) is shown


def test_a_hidden_address_is_not_on_the_page_in_any_other_way(
    client: Client, kari: Employee, home: Home
) -> None:
    now = clock.read()
    day = clock.day_of(now)
    # Whatever the time is, one of the day's ends is out of reach of now.
    start = day.start if now - day.start > timedelta(hours=12) else day.end - timedelta(hours=1)
    period = Period(start, start + timedelta(minutes=10))
    visit = make.make_assignment(
        employee=kari, home=home, recipient=make.make_recipient(protection="V"), period=period
    )
    unit = make.make_unit(home=home)
    make.make_credential(visit, phone=make.make_phone(kari), unit=unit)

    content = client.get(f"/employee/{kari.id}/").content.decode()

    assert "Adressen er beskyttet." in content
    assert "Kongens gate" not in content
    assert "H0203" not in content


def test_a_withdrawn_visit_tells_only_that_it_is_gone(kari: Employee, home: Home) -> None:
    make.make_unit(home=home)
    make.make_assignment(employee=kari, home=home, withdrawn_at=NOON)

    visit = only_visit(kari)

    assert (visit.recipient, visit.address, visit.doors) == (None, None, ())


def test_a_door_without_a_lock_says_to_ring(client: Client, kari: Employee) -> None:
    day = clock.day_of(clock.read())
    period = Period(day.end - timedelta(hours=1), day.end)
    make.make_assignment(employee=kari, home=make.make_home(), period=period)

    assert "Det er ingen lås på denne døren. Ring på." in read(client, kari)


@pytest.mark.parametrize(
    ("recipient", "employee", "reason"),
    [
        ({"active": False}, {}, Refusal.SERVICE_STOPPED),
        ({}, {"active": False}, Refusal.EMPLOYEE_INACTIVE),
        ({}, {"role": None}, Refusal.NO_ROLE),
    ],
)
def test_a_door_that_will_not_open_says_why(
    home: Home, recipient: dict[str, object], employee: dict[str, object], reason: Refusal
) -> None:
    kari = make.make_employee(**employee)  # type: ignore[arg-type]
    turid = make.make_recipient(**recipient)
    make.make_assignment(employee=kari, home=home, recipient=turid)
    make.make_unit(home=home)

    assert [door.refusal for door in only_visit(kari).doors] == [reason]


def test_access_that_is_not_fetched_yet_is_told_before_the_drive(
    kari: Employee, home: Home
) -> None:
    make.make_assignment(employee=kari, home=home)
    make.make_unit(home=home)

    (door,) = only_visit(kari).doors

    assert (door.credential, door.refusal) == (None, None)


@pytest.mark.parametrize("lost", ["another phone", "taken back"])
def test_access_the_phone_no_longer_has_does_not_count(
    kari: Employee, home: Home, lost: str
) -> None:
    visit = make.make_assignment(employee=kari, home=home)
    unit = make.make_unit(home=home)
    old = make.make_phone(kari, blocked_at=NOON if lost == "another phone" else None)
    revoked_at = NOON if lost == "taken back" else None
    make.make_credential(visit, phone=old, unit=unit, revoked_at=revoked_at)
    if lost == "another phone":
        make.make_phone(kari)

    (door,) = only_visit(kari).doors

    assert door.credential is None


def test_what_was_opened_stands_at_its_door(kari: Employee, home: Home) -> None:
    visit = make.make_assignment(employee=kari, home=home)
    phone = make.make_phone(kari)
    unit = make.make_unit(home=home)
    credential = make.make_credential(visit, phone=phone, unit=unit)
    make.make_receipt(unit, phone=phone, credential=credential)

    (door,) = only_visit(kari).doors

    assert [use.at for use in door.uses] == [NOON]


def test_a_key_box_is_called_a_key_box(client: Client, kari: Employee, home: Home) -> None:
    day = clock.day_of(clock.read())
    period = Period(day.end - timedelta(hours=1), day.end)
    make.make_assignment(employee=kari, home=home, period=period)
    make.make_unit(home=home, kind=UnitKind.KEY_BOX, lock_id="L-0077", label="0077")

    assert "Nøkkelboks 0077" in read(client, kari)


def test_a_visit_to_mount_a_lock_leads_to_that_door(kari: Employee, home: Home) -> None:
    unit = make.make_unit(home=home, mounted=False)
    make.make_assignment(
        employee=kari, home=home, recipient=None, kind="mounting", unit=unit, service=""
    )

    (door,) = only_visit(kari).doors

    assert (door.lock_id, door.refusal) == (unit.lock_id, None)
