"""The facts the rule asks for, read for many employees at once.

A credential must not rest on facts that are being changed under it: operations/turns.py sees to
that.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection

from elaas.access import rules
from elaas.access.models import Assignment
from elaas.database.bulk import fetch, uuids
from elaas.doors import queries as doors
from elaas.people import queries as people


class Visit(NamedTuple):
    """An assignment as the rule sees it, with what its ledger entry and a page say beside."""

    assignment: rules.Assignment
    source_id: str
    source_version: datetime
    recipient: UUID | None
    home: UUID | None
    service: str
    kind: str


def visits_to_issue(
    *, employees: Collection[UUID], starts_before: datetime, ends_after: datetime
) -> list[Visit]:
    """The employees' visits in that time, not withdrawn, in order."""
    chosen = """
        employee_id = ANY(%s::uuid[]) AND starts_at < %s AND ends_at > %s AND withdrawn_at IS NULL
    """
    return _visits(chosen, [uuids(employees), starts_before, ends_after])


def visits(*, assignments: Collection[UUID]) -> list[Visit]:
    """Those visits, withdrawn ones too."""
    return _visits("id = ANY(%s::uuid[])", [uuids(assignments)])


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
        row.id,
        row.employee_id,
        way,
        rules.Period(row.starts_at, row.ends_at),
        service_active,
        withdrawn=row.withdrawn_at is not None,
        mounts=row.unit_id,
    )


def answers(
    some_visits: Collection[Visit],
) -> dict[tuple[UUID, str], rules.Answer]:
    """What the rule says today of each of these visits and each lock on its way."""
    units, known, time = units_for(some_visits), employees_of(some_visits), slack()
    return {
        (visit.assignment.id, door.lock_id): rules.what_opens(
            employee=known[visit.assignment.employee],
            door=door,
            assignment=visit.assignment,
            slack=time,
        )
        for visit in some_visits
        for door in doors_of(visit, units)
        if door.lock_id is not None
    }


def employees_of(some_visits: Collection[Visit]) -> dict[UUID, rules.Employee]:
    """What the rule must know of the employees whose visits these are."""
    return employees({visit.assignment.employee for visit in some_visits})


def slack() -> rules.Slack:
    """The slack the municipality has set."""
    return rules.Slack(before=settings.ACCESS_SLACK_BEFORE, after=settings.ACCESS_SLACK_AFTER)


def _door(place: UUID, unit: doors.UnitFacts | None) -> rules.Door:
    if unit is None:
        return rules.Door(place, lock_id=None, mounted=False)
    return rules.Door(place, unit.lock_id, unit.mounted)


_VISITS = """
    SELECT id, employee_id, recipient_id, home_id, unit_id, source_id, source_version, service,
           starts_at, ends_at, withdrawn_at IS NOT NULL, kind
    FROM access_assignment WHERE {chosen} ORDER BY starts_at, id
"""


def _visits(chosen: str, parameters: Sequence[object]) -> list[Visit]:
    rows = fetch(connection, _VISITS.format(chosen=chosen), parameters)
    ways = doors.ways({row[3] for row in rows if row[3]})
    stopped = people.stopped_recipients({row[2] for row in rows if row[2]})
    return [_visit(row, ways, stopped) for row in rows]


def _visit(
    row: tuple[Any, ...], ways: Mapping[UUID, tuple[UUID, ...]], stopped: Collection[UUID]
) -> Visit:
    number, employee, recipient, home, unit, source, version, service, *rest = row
    start, end, withdrawn, kind = rest
    way, active = ways[home] if home else (), not stopped or recipient not in stopped
    period = rules.Period(start, end)
    visit = rules.Assignment(number, employee, way, period, active, withdrawn, unit)
    return Visit(visit, source, version, recipient, home, service, kind)
