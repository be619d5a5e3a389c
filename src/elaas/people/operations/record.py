"""Record what the care system tells of recipients, kin, employees and their roles.

Every change that access rests on is in the ledger: employment, roles, and whether services go on.
Nobody is removed: what can no longer be used is made inactive.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry, moment
from elaas.people import facts
from elaas.people.models import Employee, EmployeeRole, Kin, Recipient
from elaas.people.operations.keep import Kept, keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of what was told, by source id.

    `affected`: our ids of the people (recipients or employees) whose access rests on what changed.
    """

    created: Collection[str] = ()
    changed: Collection[str] = ()
    affected: Collection[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Whom we no longer know, by source id; `with_them`: the source ids of their kin or roles."""

    people: Mapping[str, UUID] = field(default_factory=dict)
    with_them: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def record_recipients(told: Collection[facts.Recipient], *, now: datetime) -> Recorded:
    """Record recipients."""
    kept = keep(
        Recipient.objects,
        {
            one.source_id: {
                "national_id": one.national_id,
                "given": one.given,
                "family": one.family,
                "birth_date": one.birth_date,
                "language": one.language,
                "protection": one.protection,
                "active": one.active,
                "deceased": one.deceased,
            }
            for one in told
        },
    )
    active = {one.source_id: one.active for one in told}
    ledger.append_all(_started_or_stopped("service", "recipient", kept, active, now))
    turned = kept.turned("active") | kept.turned("deceased")
    return _recorded(kept, {kept.ids[source_id] for source_id in turned})


@transaction.atomic
def record_kin(told: Collection[facts.Kin], *, recipients: Mapping[str, UUID]) -> Recorded:
    """Record next of kin, each of someone in `recipients` (our ids by source id)."""
    kept = keep(
        Kin.objects,
        {
            one.source_id: {
                "recipient_id": recipients[one.recipient],
                "national_id": one.national_id,
                "given": one.given,
                "family": one.family,
                "active": one.active,
            }
            for one in told
        },
    )
    return _recorded(kept, set())


@transaction.atomic
def record_employees(told: Collection[facts.Employee], *, now: datetime) -> Recorded:
    """Record employees."""
    kept = keep(
        Employee.objects,
        {
            one.source_id: {
                "number": one.number,
                "hpr_number": one.hpr_number,
                "given": one.given,
                "family": one.family,
                "active": one.active,
            }
            for one in told
        },
    )
    active = {one.source_id: one.active for one in told}
    ledger.append_all(_started_or_stopped("employment", "employee", kept, active, now))
    return _recorded(kept, {kept.ids[source_id] for source_id in kept.turned("active")})


@transaction.atomic
def record_roles(
    told: Collection[facts.Role], *, employees: Mapping[str, UUID], now: datetime
) -> Recorded:
    """Record roles, each of someone in `employees` (our ids by source id)."""
    wanted: dict[str, dict[str, Any]] = {
        one.source_id: {
            "employee_id": employees[one.employee],
            "service": one.service,
            "active": one.active,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
        }
        for one in told
    }
    kept = keep(EmployeeRole.objects, wanted)
    written = [*kept.created, *kept.changed]
    ledger.append_all(
        _role_entry(kept.ids[source_id], wanted[source_id], now) for source_id in written
    )
    holders = {wanted[source_id]["employee_id"] for source_id in written}
    before = {kept.changed[source_id]["employee_id"] for source_id in kept.turned("employee_id")}
    return _recorded(kept, holders | before)


@transaction.atomic
def drop_recipients(source_ids: Collection[str], *, now: datetime) -> Dropped:
    """These recipients can no longer be known: their services stop, their kin go with them."""
    rows = Recipient.objects.filter(source_id__in=source_ids)
    people = dict(rows.values_list("source_id", "id"))
    ledger.append_all(
        entry("service_stopped", now, recipient=recipient.hex)
        for recipient in rows.filter(active=True).values_list("id", flat=True)
    )
    rows.update(active=False)
    kin = Kin.objects.filter(recipient__in=people.values())
    with_them = dict(kin.values_list("source_id", "recipient__source_id"))
    kin.update(active=False)
    return Dropped(people=people, with_them=with_them)


@transaction.atomic
def drop_employees(source_ids: Collection[str], *, now: datetime) -> Dropped:
    """These employees can no longer be known: their employment and their roles end."""
    rows = Employee.objects.filter(source_id__in=source_ids)
    people = dict(rows.values_list("source_id", "id"))
    ledger.append_all(
        entry("employment_stopped", now, employee=employee.hex)
        for employee in rows.filter(active=True).values_list("id", flat=True)
    )
    rows.update(active=False)
    roles = EmployeeRole.objects.filter(employee__in=people.values())
    with_them = dict(roles.values_list("source_id", "employee__source_id"))
    drop_roles(with_them, now=now)
    return Dropped(people=people, with_them=with_them)


@transaction.atomic
def drop_roles(source_ids: Collection[str], *, now: datetime) -> set[UUID]:
    """These roles end; answers whose they were."""
    names = ("employee_id", "service", "starts_at", "ends_at")
    rows = EmployeeRole.objects.filter(source_id__in=source_ids, active=True)
    found = list(rows.values("id", *names))
    ledger.append_all(
        _role_entry(row["id"], {**{name: row[name] for name in names}, "active": False}, now)
        for row in found
    )
    EmployeeRole.objects.filter(id__in=[row["id"] for row in found]).update(active=False)
    return {row["employee_id"] for row in found}


@transaction.atomic
def drop_kin(source_ids: Collection[str]) -> None:
    """These next of kin can no longer be known."""
    Kin.objects.filter(source_id__in=source_ids).update(active=False)


def known_recipients(source_ids: Collection[str]) -> dict[str, UUID]:
    """Our ids of these recipients."""
    rows = Recipient.objects.filter(source_id__in=source_ids)
    return dict(rows.values_list("source_id", "id"))


def known_employees(source_ids: Collection[str]) -> dict[str, UUID]:
    """Our ids of these employees."""
    rows = Employee.objects.filter(source_id__in=source_ids)
    return dict(rows.values_list("source_id", "id"))


def _recorded(kept: Kept, affected: set[UUID]) -> Recorded:
    return Recorded(created=kept.created, changed=kept.changed.keys(), affected=affected)


def _started_or_stopped(
    what: str, whose: str, kept: Kept, active: Mapping[str, bool], now: datetime
) -> Iterator[NewEntry]:
    for source_id in (*sorted(kept.created), *sorted(kept.turned("active"))):
        kind = f"{what}_{'started' if active[source_id] else 'stopped'}"
        yield entry(kind, now, **{whose: kept.ids[source_id].hex})


def _role_entry(role: UUID, fields: Mapping[str, Any], now: datetime) -> NewEntry:
    starts_at, ends_at = fields["starts_at"], fields["ends_at"]
    return entry(
        "role_given" if fields["active"] else "role_ended",
        now,
        role=role.hex,
        employee=fields["employee_id"].hex,
        service=fields["service"],
        starts_at=moment(starts_at) if starts_at else None,
        ends_at=moment(ends_at) if ends_at else None,
    )
