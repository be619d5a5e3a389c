"""A large day in the database: 2 000 employees, 25 000 assignments, 1.6 doors each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from elaas.access.models import Assignment
from elaas.doors.models import Building, Home, Unit
from elaas.people.models import Employee, EmployeeRole, Phone, Recipient
from elaas.protocol.cose import PrivateKey

EMPLOYEES = 2000
VISITS = 25_000
RECIPIENTS = 6250  # four visits each; 60 % live behind a common entrance: 1.6 doors a visit
FLATS_IN_TEN = 6
FLATS_A_BUILDING = 10

MORNING = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


def fill() -> None:
    """Write the day. Keys of locks that nobody will open are made up; phones' keys are real."""
    recipients = Recipient.objects.bulk_create(
        Recipient(source_id=f"p{n}", active=True) for n in range(RECIPIENTS)
    )
    homes = _homes()
    _units(homes)
    employees = Employee.objects.bulk_create(
        Employee(source_id=f"e{n}", number=f"TK{n}", active=True) for n in range(EMPLOYEES)
    )
    EmployeeRole.objects.bulk_create(
        EmployeeRole(source_id=f"r{n}", employee=employee, service="hjemmesykepleie", active=True)
        for n, employee in enumerate(employees)
    )
    Phone.objects.bulk_create(_phone(employee, n) for n, employee in enumerate(employees))
    Assignment.objects.bulk_create(
        (_visit(n, employees[n % EMPLOYEES], recipients, homes) for n in range(VISITS)),
        batch_size=5000,
    )
    analyze()


def analyze() -> None:
    """Let PostgreSQL know how much there is, as it does by itself within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _homes() -> list[Home]:
    flats = RECIPIENTS * FLATS_IN_TEN // 10
    buildings = Building.objects.bulk_create(
        Building(source_id=f"b{n}", address=f"Kongens gate {n}")
        for n in range(flats // FLATS_A_BUILDING)
    )
    return Home.objects.bulk_create(
        Home(
            source_id=f"h{n}",
            address=f"Persaunvegen {n}",
            building=buildings[n // FLATS_A_BUILDING] if n < flats else None,
        )
        for n in range(RECIPIENTS)
    )


def _units(homes: list[Home]) -> None:
    buildings = {home.building_id for home in homes if home.building_id}
    places: list[dict[str, Any]] = [{"home": home} for home in homes]
    places += [{"building_id": one} for one in buildings]
    Unit.objects.bulk_create(
        Unit(
            lock_id=f"L-{n:05}",
            label=f"{n:05}",
            dh_x=bytes(32),
            dh_y=bytes(32),
            receipt_x=bytes(32),
            receipt_y=bytes(32),
            claim_secret=bytes(16),
            registered_at=MORNING,
            claimed_at=MORNING,
            mounted_at=MORNING,
            **place,
        )
        for n, place in enumerate(places)
    )


def _phone(employee: Employee, number: int) -> Phone:
    key = PrivateKey.generate().public_key
    return Phone(
        employee=employee,
        key_x=key.x,
        key_y=key.y,
        token_hash=number.to_bytes(32, "big"),
        enrolled_at=MORNING,
    )


def _visit(
    number: int, employee: Employee, recipients: list[Recipient], homes: list[Home]
) -> Assignment:
    start = MORNING + timedelta(minutes=45 * (number // EMPLOYEES))
    return Assignment(
        source_id=f"a{number}",
        source_version=MORNING,
        employee=employee,
        recipient=recipients[number % RECIPIENTS],
        home=homes[number % RECIPIENTS],
        service="hjemmesykepleie",
        starts_at=start,
        ends_at=start + timedelta(minutes=30),
    )
