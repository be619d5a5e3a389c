"""What other systems are told of one row: a receipt, an attempt, or a refusal at issue."""

import enum
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from elaas.access.models import Assignment, AssignmentKind, Attempt, Receipt, Refusal
from elaas.access.queries.pages.uses import from_receipt
from elaas.doors.models import Unit
from elaas.protocol.receipt import Outcome


class Teller(enum.Enum):
    """Who tells of it."""

    LOCK = enum.auto()
    PHONE = enum.auto()
    SERVER = enum.auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A use, an attempt or a refusal. `stored_at`: when it was told to us, or found by us.

    `outcome` is the lock's; None where phone or server refused, for `reason`. `uncertainty`: of the
    lock's clock, in seconds; None: it was unknown. `lock_id`: empty where the door has none.
    Empty where it is not known are also: `practitioner`, `patient`, `appointment`, the care
    system's ids, and `place`, that of the home or building the door is of. `recipient`: ours, to
    note the look.
    """

    id: str
    teller: Teller
    operation: str
    at: datetime
    outcome: Outcome | None
    reason: str
    uncertainty: int | None
    lock_id: str
    stored_at: datetime
    practitioner: str
    patient: str = ""
    appointment: str = ""
    place: str
    for_care: bool = False
    recipient: UUID | None = None


def used(event_id: str, row: Receipt) -> Event:
    """What a lock tells."""
    use = from_receipt(row)
    visit = row.credential.assignment if row.credential and use.plan else None
    recipient = visit.recipient if visit else None
    holder = row.credential.assignment.employee if row.credential and use.employee else None
    return Event(
        id=event_id,
        teller=Teller.LOCK,
        operation=use.operation,
        at=use.at,
        outcome=use.outcome,
        reason=use.reason,
        uncertainty=use.uncertainty,
        lock_id=row.unit_id,
        stored_at=row.stored_at,
        practitioner=holder.source_id if holder else "",
        patient=recipient.source_id if recipient else "",
        appointment=visit.source_id if visit else "",
        place=_place(row.unit, row.at),
        for_care=visit is not None and visit.kind == AssignmentKind.CARE,
        recipient=recipient.id if recipient else None,
    )


def tried(event_id: str, row: Attempt) -> Event:
    """What a phone tells. Where it holds no credential for a door, it knows of no visit."""
    unit = row.unit
    assert unit is not None  # noqa: S101  (those without are not asked for)
    return Event(
        id=event_id,
        teller=Teller.PHONE,
        operation="open",
        at=row.tried_at,
        outcome=None,
        reason=row.reason,
        uncertainty=0,
        lock_id=unit.lock_id,
        stored_at=row.told_at,
        practitioner=row.employee.source_id,
        place=_place(unit, row.tried_at),
    )


def refused(event_id: str, row: Refusal) -> Event:
    """A credential that was asked for, by a phone for its day, and not issued."""
    visit = row.assignment
    recipient = visit.recipient
    return Event(
        id=event_id,
        teller=Teller.SERVER,
        operation="issue",
        at=row.refused_at,
        outcome=None,
        reason=row.reason,
        uncertainty=0,
        lock_id=row.unit_id or "",
        stored_at=row.refused_at,
        practitioner=visit.employee.source_id,
        patient=recipient.source_id if recipient else "",
        appointment=visit.source_id,
        place=_door_of(visit, row.door),
        for_care=visit.kind == AssignmentKind.CARE,
        recipient=recipient.id if recipient else None,
    )


def _place(unit: Unit, at: datetime) -> str:
    """Where the unit is, if it was there already."""
    place = unit.home or unit.building
    there = unit.mounted_at is not None and unit.mounted_at <= at
    return place.source_id if place and there else ""


def _door_of(visit: Assignment, door: str) -> str:
    """The home that a visit for care goes to, or its building."""
    home = visit.home if visit.kind == AssignmentKind.CARE else None
    place = home and (home if door == "home" else home.building)
    return place.source_id if place else ""
