"""An employee's page: the visits of a day, and whether the doors on the way will open."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from elaas.access import rules
from elaas.access.models import Assignment, Credential
from elaas.access.queries import facts
from elaas.access.queries.pages import places
from elaas.access.queries.pages.uses import (
    Person,
    Plan,
    Use,
    Way,
    from_receipt,
    person,
    plan,
    receipts,
)
from elaas.doors import queries as doors
from elaas.doors.models import Unit, UnitKind
from elaas.people.models import Employee, Phone


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorToday:
    """A door on the way. `label` is None where no lock is mounted.

    `credential`: when the credential on the employee's phone opens it. Without one, `refusal` says
    why the rule gives none; None: the phone has only not fetched it yet.
    """

    way: Way
    lock_id: str | None
    label: str | None
    key_box: bool
    credential: rules.Period | None
    refusal: rules.Refusal | None
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitToday:
    """A visit and what the employee may know of it at this hour.

    `recipient` and `address` are None for a visit taken from the employee, and `address` outside
    `window` where it is protected. `current`: it is its time now.
    """

    plan: Plan
    window: rules.Period
    recipient: Person | None
    address: places.Address | None
    protected: bool
    current: bool
    doors: tuple[DoorToday, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeePage:
    """An employee's day."""

    employee: Person
    active: bool
    has_phone: bool
    last_sync_at: datetime | None
    visits: tuple[VisitToday, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """What the visits of one day are told from."""

    employee: rules.Employee
    ways: Mapping[UUID, tuple[UUID, ...]]
    units: doors.Units
    key_boxes: Collection[str]
    credentials: Mapping[tuple[UUID, str], rules.Period]
    uses: Mapping[tuple[UUID, str], list[Use]]
    now: datetime


def employee_page(employee_id: UUID, *, day: rules.Period, now: datetime) -> EmployeePage | None:
    """The visits that begin on `day`, in order. None: no such employee."""
    found = Employee.objects.filter(id=employee_id).first()
    if found is None:
        return None
    phone = Phone.objects.filter(employee=employee_id, blocked_at=None).first()
    rows = list(
        Assignment.objects.filter(
            employee=employee_id, starts_at__gte=day.start, starts_at__lt=day.end
        )
        .select_related("recipient", "home", "unit__home", "unit__building")
        .order_by("starts_at", "id")
    )
    known = _day(employee_id, rows, phone=phone.id if phone else None, now=now)
    return EmployeePage(
        employee=person(found),
        active=found.active,
        has_phone=phone is not None,
        last_sync_at=phone.last_sync_at if phone else None,
        visits=tuple(_visit(row, known) for row in rows),
    )


def _day(
    employee_id: UUID, rows: Collection[Assignment], *, phone: UUID | None, now: datetime
) -> _Day:
    ways = doors.ways({row.home_id for row in rows if row.home_id})
    units = doors.units(
        places={place for way in ways.values() for place in way},
        lock_ids={row.unit_id for row in rows if row.unit_id},
    )
    key_boxes = Unit.objects.filter(lock_id__in=units.by_lock_id, kind=UnitKind.KEY_BOX)
    return _Day(
        employee=facts.employees([employee_id])[employee_id],
        ways=ways,
        units=units,
        key_boxes=set(key_boxes.values_list("lock_id", flat=True)),
        credentials={
            (row.assignment_id, row.unit_id): rules.Period(row.not_before, row.expires_at)
            for row in Credential.objects.filter(
                assignment__in=rows, phone=phone, revoked_at=None
            ).defer("token")
        },
        uses=_uses(rows),
        now=now,
    )


def _uses(rows: Collection[Assignment]) -> Mapping[tuple[UUID, str], list[Use]]:
    uses = defaultdict(list)
    for receipt in receipts().filter(credential__assignment__in=rows).order_by("at", "seq"):
        use = from_receipt(receipt)
        if use.plan:
            uses[use.plan.assignment, use.lock.lock_id].append(use)
    return uses


def _visit(row: Assignment, day: _Day) -> VisitToday:
    assignment = facts.assignment(
        row,
        way=day.ways[row.home_id] if row.home_id else (),
        service_active=row.recipient is None or row.recipient.active,
    )
    window = rules.opening_window(
        assignment=assignment, shifts=day.employee.shifts, slack=facts.slack()
    )
    protected = row.recipient is not None and row.recipient.protection != ""
    hidden = assignment.withdrawn or (protected and day.now not in window)
    return VisitToday(
        plan=plan(row),
        window=window,
        recipient=person(row.recipient) if row.recipient and not assignment.withdrawn else None,
        address=None if hidden else _address(row),
        protected=protected,
        current=day.now in assignment.period and not assignment.withdrawn,
        doors=() if assignment.withdrawn else _doors(assignment, row, day),
    )


def _address(row: Assignment) -> places.Address | None:
    if row.home:
        return places.of_home(row.home)
    return places.of_unit(row.unit) if row.unit else None


def _doors(assignment: rules.Assignment, row: Assignment, day: _Day) -> tuple[DoorToday, ...]:
    seen = facts.Visit(
        assignment=assignment,
        source_id=row.source_id,
        source_version=row.source_version,
        recipient=row.recipient_id,
        home=row.home_id,
        service=row.service,
        kind=row.kind,
    )
    return tuple(_door(door, row, assignment, day) for door in facts.doors_of(seen, day.units))


def _door(door: rules.Door, row: Assignment, assignment: rules.Assignment, day: _Day) -> DoorToday:
    answer = rules.what_opens(
        employee=day.employee, door=door, assignment=assignment, slack=facts.slack()
    )
    key = (assignment.id, door.lock_id or "")
    unit = day.units.by_lock_id.get(door.lock_id or "")
    return DoorToday(
        way=_way(door, row),
        lock_id=door.lock_id,
        label=unit.label if unit else None,
        key_box=door.lock_id in day.key_boxes,
        credential=day.credentials.get(key),
        refusal=answer.reason if isinstance(answer, rules.Refused) else None,
        uses=tuple(day.uses.get(key, ())),
    )


def _way(door: rules.Door, row: Assignment) -> Way:
    homes = {row.home_id, row.unit.home_id if row.unit else None}
    return Way.HOME if door.place in homes else Way.ENTRANCE
