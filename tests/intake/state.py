"""What the database says after an import, in the care system's words."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from elaas.access.models import Assignment, Credential
from elaas.access.operations.issue import issue
from elaas.doors.models import Building, Home
from elaas.intake.models import Source
from elaas.intake.operations import Report, import_bundle
from elaas.ledger.models import Entry
from elaas.people.models import Employee, EmployeeRole, Kin, Recipient
from tests.intake.bundles import bundle
from tests.keys import AUTHORITY
from tests.make import make_phone, make_unit

# During the visit of bundles.appointment.
NOW = datetime(2026, 12, 1, 10, 10, tzinfo=UTC)
BOTH_DOORS = {"gate-7", "gate-7-H0101"}  # on the way of that visit


def assigned() -> set[tuple[str, str]]:
    """Visits and the employees who are assigned to them now."""
    rows = Assignment.objects.filter(withdrawn_at=None)
    return set(rows.values_list("source_id", "employee__source_id"))


def in_force() -> dict[str, list[str]]:
    """Everything that an import may decide, but for what is out of force."""
    return {
        "visits": _rows(
            Assignment.objects.filter(withdrawn_at=None).values_list(
                "source_id",
                "source_version",
                "employee__source_id",
                "recipient__source_id",
                "home__source_id",
                "service",
                "starts_at",
                "ends_at",
            )
        ),
        "roles": _rows(
            EmployeeRole.objects.filter(active=True, employee__active=True).values_list(
                "source_id", "employee__source_id", "service", "starts_at", "ends_at"
            )
        ),
        "homes": _rows(
            Home.objects.filter(active=True).values_list("source_id", "building__source_id")
        ),
        "buildings": _rows(Building.objects.filter(active=True).values_list("source_id")),
        "recipients": _rows(
            Recipient.objects.filter(active=True).values_list("source_id", "protection")
        ),
        "kin": _rows(
            Kin.objects.filter(active=True, recipient__active=True).values_list(
                "source_id", "recipient__source_id"
            )
        ),
        "employees": _rows(Employee.objects.filter(active=True).values_list("source_id")),
        "sources": _rows(
            (reference, str(version), bool(rejected))
            for reference, version, rejected in Source.objects.values_list(
                "reference", "version", "rejected"
            )
        ),
    }


def equip(employee: str = "kari", places: tuple[str, ...] = ("gate-7", "gate-7-H0101")) -> None:
    """Mount locks on these places, and give the employee's new phone its credentials."""
    issue(phones=[phone_and_locks(employee, places)], authority=AUTHORITY, now=NOW)


def phone_and_locks(employee: str, places: tuple[str, ...]) -> UUID:
    """Mount locks on these places; answers the employee's phone, yet without credentials."""
    for place in places:
        home = Home.objects.filter(source_id=place).first()
        building = Building.objects.filter(source_id=place).first()
        make_unit(home=home, building=building)
    return make_phone(Employee.objects.get(source_id=employee)).id


def live_doors() -> set[str]:
    """The places whose doors some credential still opens."""
    rows = Credential.objects.filter(revoked_at=None)
    pairs = rows.values_list("unit__building__source_id", "unit__home__source_id")
    return {building or home for building, home in pairs}


def ledger_kinds() -> list[str]:
    """The kinds of entries in the ledger, in order."""
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def last_entry(kind: str) -> dict[str, object]:
    """What the newest entry of `kind` says."""
    body = Entry.objects.filter(kind=kind).latest("id").body
    content: dict[str, object] = json.loads(bytes(body))
    return content


def _rows(rows: Iterable[object]) -> list[str]:
    return sorted(map(repr, rows))


def take_in(*resources: object) -> Report:
    """Import these, at NOW."""
    return import_bundle(bundle(*resources), now=NOW)


def reasons(report: Report) -> Mapping[str, str]:
    """Why what was rejected was, by reference."""
    return {one.reference: one.reason for one in report.rejected}
