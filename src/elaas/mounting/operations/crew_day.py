"""A crew's day: the visits that what its members hold for units rests on.

Letter: «De ansatte har kun mulighet til å bruke eLåsen når de har oppdrag hos deg.» That holds for
installers too. What lies in the van, or is to be taken down, is an assignment of whoever drives
with the crew, for that day; when it is no more, neither is what opened the unit.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access.operations.mounting import call_off, plan_mounting, plan_removal, plan_service
from elaas.access.operations.turns import change_facts
from elaas.mounting.models import CrewVisit
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.crew_day import CrewTask, due, standing
from elaas.mounting.rules import Task

_PLAN = {Task.MOUNT: plan_mounting, Task.SERVICE: plan_service, Task.REMOVE: plan_removal}


def prepare_day(*, employee: UUID, now: datetime) -> None:
    """Plan the visits that the employee has today because of their crew; call off the others.

    To be called before a phone gets its day. Once more changes nothing.
    """
    if any(_compare(employee, now)):  # nearly always not: then nobody waits for a turn
        _settle(employee, now)


def call_off_what_is_over(*, now: datetime) -> None:
    """Call off every such visit of today's that is no longer due, whoever synced last.

    Where it is called in a transaction, that has taken the turn to change facts.
    """
    gone = [visit for one in standing(day=today(now)) for visit in _compare(one, now)[0]]
    if gone:
        call_off(visits=gone, now=now)


@transaction.atomic
def _settle(employee: UUID, now: datetime) -> None:
    change_facts()  # two syncs at once plan nothing twice
    gone, missing = _compare(employee, now)
    if gone:
        call_off(visits=gone, now=now)
    for task in missing:
        visit = _PLAN[task.task](
            installer=employee, lock_id=task.lock_id, home=task.home, period=task.period, now=now
        )
        CrewVisit.objects.create(assignment_id=visit, crew_id=task.crew, day=today(now))


def _compare(employee: UUID, now: datetime) -> tuple[list[UUID], list[CrewTask]]:
    """The visits to call off, and what is to be planned."""
    day = today(now)
    there, wanted = standing(employees=[employee], day=day)[employee], due(employee, day=day)
    gone = [visit for task, visit in there.items() if task not in wanted]
    missing = [task for task in wanted if task not in there and now < task.period.end]
    return gone, sorted(missing, key=lambda task: task.lock_id)
