"""What somebody who drives with a crew is to do at which unit that day."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from elaas.access.models import AssignmentKind
from elaas.access.rules import Period
from elaas.doors import queries as doors
from elaas.mounting.models import Appointment, CrewVisit, WorkOrder
from elaas.mounting.queries.calendar import day_bounds, working_day
from elaas.mounting.queries.crews import carried_by, crew_of
from elaas.mounting.rules import Task
from elaas.people.grants import GrantedRole
from elaas.people.queries import granted_roles

_TASKS = {
    AssignmentKind.MOUNTING: Task.MOUNT,
    AssignmentKind.SERVICE: Task.SERVICE,
    AssignmentKind.REMOVAL: Task.REMOVE,
}


class CrewTask(NamedTuple):
    """A visit of one employee's for the sake of a unit; `home`: whose doors are on the way."""

    employee: UUID
    crew: UUID
    task: Task
    lock_id: str
    home: UUID | None
    period: Period


def due(employee: UUID, *, day: date) -> set[CrewTask]:
    """The visits that an installer has because of the crew they drive with that day.

    One for each unit in the crew's van, as long as the crew works, and one for each unit that is to
    be mended or taken down. None where the crew is to do nothing that day: no role opens anything
    by itself.
    """
    crew = crew_of(employee, day=day)
    if crew is None or GrantedRole.INSTALLER not in granted_roles(employee):
        return set()
    bounds = DateTimeTZRange(*day_bounds(day, day))
    booked = list(
        Appointment.objects.filter(
            crew=crew, cancelled_at=None, slot__overlap=bounds
        ).select_related("case")
    )
    orders = list(WorkOrder.objects.filter(crew=crew, day=day))
    hours = working_day(crew, day=day) or _until_the_last(booked)
    if hours is None or not (booked or orders):
        return set()
    van = [(Task.MOUNT, lock_id, None, hours) for lock_id in carried_by(crew)]
    there = [*van, *_removals(booked, hours), *_ordered(orders, hours)]
    return {CrewTask(employee, crew, *one) for one in there}


def standing(
    *, employees: Collection[UUID] | None = None, day: date
) -> dict[UUID, dict[CrewTask, UUID]]:
    """The visits that these employees (None: all) have for such reasons that day, by employee."""
    rows = CrewVisit.objects.filter(day=day, assignment__withdrawn_at=None)
    if employees is not None:
        rows = rows.filter(assignment__employee__in=employees)
    found: dict[UUID, dict[CrewTask, UUID]] = defaultdict(dict)
    for row in rows.select_related("assignment"):
        visit = row.assignment
        task = CrewTask(
            visit.employee_id,
            row.crew_id,
            _TASKS[AssignmentKind(visit.kind)],
            visit.unit_id or "",
            visit.home_id,
            Period(visit.starts_at, visit.ends_at),
        )
        found[visit.employee_id][task] = visit.id
    return found


_Due = tuple[Task, str, UUID | None, Period]


def _removals(booked: Collection[Appointment], hours: Period) -> Iterator[_Due]:
    """From the time that was agreed; a crew that is late still takes the unit down."""
    homes = {
        one.case.home_id: one
        for one in booked
        if one.case.task == Task.REMOVE and one.case.closed_at is None
    }
    for home, unit in doors.units(places=homes).at.items():
        slot = homes[home].slot
        period = Period(slot.lower, max(slot.upper, hours.end))
        yield Task.REMOVE, unit.lock_id, home, period


def _ordered(orders: Collection[WorkOrder], hours: Period) -> Iterator[_Due]:
    wanted = {one.unit_id: one for one in orders if one.unit_id is not None and one.done_at is None}
    for lock_id, unit in doors.units(lock_ids=wanted).by_lock_id.items():
        task = Task(wanted[lock_id].task)
        if unit.mounted and task is not Task.MOUNT:
            yield task, lock_id, wanted[lock_id].home_id, hours


def _until_the_last(booked: Collection[Appointment]) -> Period | None:
    """Of a crew that works at other hours now, but has promised to come."""
    if not booked:
        return None
    return Period(min(one.slot.lower for one in booked), max(one.slot.upper for one in booked))
