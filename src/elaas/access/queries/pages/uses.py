"""A use of a door, or an attempt at one, as pages tell it."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from elaas.access import rules
from elaas.access.models import Assignment, AssignmentKind, Attempt, Incident, Receipt
from elaas.doors.models import Unit, UnitKind
from elaas.people.models import Employee, Recipient
from elaas.protocol.receipt import Outcome

_LONG = 10**9  # seconds: a clock further off than this tells nothing
# The lock refuses with these before the phone has proven that the access is its own.
UNPROVEN = {Outcome.OTHER_LOCK, Outcome.OTHER_KEY}


class Way(enum.StrEnum):
    """Which door on the way in: the home's own, the common entrance, or none (lies in a store)."""

    HOME = "home"
    ENTRANCE = "entrance"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Person:
    """Who, by id and name. A name may be empty."""

    id: UUID
    given: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A lock or key box and the door it is on."""

    lock_id: str
    label: str
    way: Way
    key_box: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The visit that was planned."""

    assignment: UUID
    period: rules.Period
    service: str
    kind: AssignmentKind
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Something done at a door, or tried.

    `outcome` is the lock's own; None when it was the phone that refused, for `reason`. `employee`
    is who it was, None where that is not known; `holder` whose credential was shown, by anybody.
    `plan` is the visit the credential was for, None where it was for no visit here. `uncertainty`
    is that of the lock's clock in seconds, None: the clock was unknown. `incident`: somebody must
    look at it. `id` and `entry_at`: by which its entry in the ledger is found.
    `for_another`: somebody else who lives there was visited; nothing says whom, why or by whom.
    """

    id: str
    entry_at: datetime
    at: datetime
    lock: Lock
    operation: str
    outcome: Outcome | None
    reason: str
    uncertainty: int | None
    employee: Person | None
    holder: Person | None
    plan: Plan | None
    incident: bool
    for_another: bool = False

    @property
    def done(self) -> bool:
        """Whether the lock did it."""
        return self.outcome is Outcome.DONE

    @property
    def withdrawn(self) -> bool:
        """Whether it was done after the visit was taken from the employee, by any clock."""
        withdrawn_at = self.plan.withdrawn_at if self.plan else None
        if not self.done or withdrawn_at is None:
            return False
        return self.at - timedelta(seconds=min(self.uncertainty or 0, _LONG)) >= withdrawn_at

    @property
    def unexplained(self) -> bool:
        """Whether it was done although nothing known allowed it (a claim needs no credential)."""
        return self.done and (self.incident or (self.plan is None and self.operation != "claim"))


def person(row: Employee | Recipient) -> Person:
    """The row's id and name."""
    return Person(row.id, row.given, row.family)


def lock(unit: Unit) -> Lock:
    """The unit and its door."""
    way = Way.HOME if unit.home_id else Way.ENTRANCE if unit.building_id else Way.NOWHERE
    return Lock(
        lock_id=unit.lock_id, label=unit.label, way=way, key_box=unit.kind == UnitKind.KEY_BOX
    )


def plan(assignment: Assignment) -> Plan:
    """The visit as planned."""
    return Plan(
        assignment=assignment.id,
        period=rules.Period(assignment.starts_at, assignment.ends_at),
        service=assignment.service,
        kind=AssignmentKind(assignment.kind),
        withdrawn_at=assignment.withdrawn_at,
    )


def receipts() -> QuerySet[Receipt]:
    """Every receipt with what `from_receipt` reads."""
    return Receipt.objects.select_related("unit", "credential__assignment__employee").annotate(
        has_incident=Exists(Incident.objects.filter(receipt=OuterRef("pk")))
    )


def from_receipt(receipt: Receipt) -> Use:
    """What a lock told, in one of `receipts()`."""
    credential, outcome = receipt.credential, Outcome(receipt.outcome)
    holder = person(credential.assignment.employee) if credential else None
    proven = outcome not in UNPROVEN
    here = credential is not None and credential.unit_id == receipt.unit_id
    return Use(
        id=f"{receipt.unit_id}.{receipt.seq}",
        entry_at=receipt.at,
        at=receipt.at,
        lock=lock(receipt.unit),
        operation=receipt.operation,
        outcome=outcome,
        reason="",
        uncertainty=receipt.uncertainty,
        employee=holder if proven else None,
        holder=holder,
        plan=plan(credential.assignment) if credential and here and proven else None,
        incident=receipt.has_incident,  # type: ignore[attr-defined]  # annotated by receipts()
    )


def from_attempt(attempt: Attempt, unit: Unit) -> Use:
    """What a phone told of a door it did not even ask (reads the employee: select it too)."""
    return Use(
        id=attempt.id.hex,
        entry_at=attempt.told_at,
        at=attempt.tried_at,
        lock=lock(unit),
        operation="open",
        outcome=None,
        reason=attempt.reason,
        uncertainty=0,
        employee=person(attempt.employee),
        holder=None,
        plan=None,
        incident=False,
    )
