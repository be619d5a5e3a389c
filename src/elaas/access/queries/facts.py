"""The facts the rule asks for, read for many employees at once.

A credential must not rest on facts that are being changed under it. So whoever issues locks the
assignments first and reads everything else afterwards, and whoever changes a fact locks the
assignments it concerns before it reconsiders them (operations.reconsider). The lock is always taken
in the order of their ids.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from elaas.access import rules
from elaas.access.models import Assignment
from elaas.doors import queries as doors
from elaas.people import queries as people


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An assignment as the rule sees it, with what its ledger entry and a page say beside."""

    assignment: rules.Assignment
    source_id: str
    source_version: datetime
    recipient: UUID | None
    home: UUID | None
    service: str


def visits_to_issue(
    *, employees: Collection[UUID], starts_before: datetime, ends_after: datetime
) -> list[Visit]:
    """The employees' visits in that time, not withdrawn, in order; locked for the transaction."""
    return _visits(
        Assignment.objects.filter(
            employee__in=employees,
            withdrawn_at=None,
            starts_at__lt=starts_before,
            ends_at__gt=ends_after,
        )
    )


def visits(*, assignments: Collection[UUID]) -> list[Visit]:
    """Those visits, withdrawn ones too; locked until the transaction ends."""
    return _visits(Assignment.objects.filter(id__in=assignments))


def employees(ids: Collection[UUID]) -> dict[UUID, rules.Employee]:
    """What the rule must know of each of these employees."""
    roles, shifts = defaultdict(list), defaultdict(list)
    for role in people.active_roles(ids):
        span = rules.RoleSpan(start=role.starts_at, end=role.ends_at)
        roles[role.employee].append(span)
    for shift in people.shifts(ids):
        shifts[shift.employee].append(rules.Period(shift.starts_at, shift.ends_at))
    return {
        employee: rules.Employee(
            id=employee,
            active=active,
            roles=tuple(roles[employee]),
            shifts=tuple(shifts[employee]),
        )
        for employee, active in people.employees_active(ids).items()
    }


def doors_of(visit: Visit, units: doors.Units) -> list[rules.Door]:
    """The doors on the way of `visit`, in walking order, and the unit it mounts."""
    found = [_door(place, units.at.get(place)) for place in visit.assignment.way]
    mounts = visit.assignment.mounts
    if mounts is not None and all(door.lock_id != mounts for door in found):
        unit = units.by_lock_id[mounts]
        found.append(_door(unit.place or visit.assignment.id, unit))
    return found


def units_for(some_visits: Collection[Visit]) -> doors.Units:
    """The units on the way of these visits, and those they mount."""
    places = {place for visit in some_visits for place in visit.assignment.way}
    mounted = {visit.assignment.mounts for visit in some_visits if visit.assignment.mounts}
    return doors.units(places=places, lock_ids=mounted)


def assignment(
    row: Assignment, *, way: tuple[UUID, ...] = (), service_active: bool = True
) -> rules.Assignment:
    """The rule's view of `row`, as far as it says it itself; the rest is given."""
    return rules.Assignment(
        id=row.id,
        employee=row.employee_id,
        way=way,
        period=rules.Period(row.starts_at, row.ends_at),
        service_active=service_active,
        withdrawn=row.withdrawn_at is not None,
        mounts=row.unit_id,
    )


def slack() -> rules.Slack:
    """The slack the municipality has set."""
    return rules.Slack(before=settings.ACCESS_SLACK_BEFORE, after=settings.ACCESS_SLACK_AFTER)


def _door(place: UUID, unit: doors.UnitFacts | None) -> rules.Door:
    if unit is None:
        return rules.Door(place=place, lock_id=None, mounted=False)
    return rules.Door(place=place, lock_id=unit.lock_id, mounted=unit.mounted)


def _visits(chosen: QuerySet[Assignment]) -> list[Visit]:
    locked = list(chosen.select_for_update().order_by("id"))
    # Only now: what is read before the lock may be older than what the lock waited for.
    ways = doors.ways({row.home_id for row in locked if row.home_id})
    stopped = people.stopped_recipients({row.recipient_id for row in locked if row.recipient_id})
    found = [_visit(row, ways, stopped) for row in locked]
    return sorted(found, key=lambda visit: (visit.assignment.period.start, visit.assignment.id))


def _visit(row: Assignment, ways: dict[UUID, tuple[UUID, ...]], stopped: Collection[UUID]) -> Visit:
    return Visit(
        assignment=assignment(
            row,
            way=ways[row.home_id] if row.home_id else (),
            service_active=row.recipient_id not in stopped,
        ),
        source_id=row.source_id,
        source_version=row.source_version,
        recipient=row.recipient_id,
        home=row.home_id,
        service=row.service,
    )
