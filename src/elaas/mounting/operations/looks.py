"""A crew's work names people: whoever gets it on the phone has looked at them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from elaas.mounting.queries.behind import residents
from elaas.mounting.queries.jobs import Job, jobs
from elaas.mounting.rules import Task
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.operations.looks import look


def jobs_shown(*, employee: UUID, now: datetime) -> list[Job]:
    """What the employee's crew has to do; that they see whom it is for is noted first."""
    found = jobs(employee, now=now)
    look(employee=employee, seen=_whom(found, now=now), what=What.PHONE, now=now)
    return found


def of_case(task: Task, case: UUID) -> Reason:
    """Something is to be mounted for somebody, or taken down."""
    return Reason(Because.REMOVAL if task is Task.REMOVE else Because.MOUNTING, case)


def of_orders(orders: Iterable[tuple[UUID, UUID | None]], *, now: datetime) -> list[Seen]:
    """Whom these orders, each with its home, are about: who lives there."""
    at = {order: home for order, home in orders if home is not None}
    living = residents(set(at.values()), now=now)
    return [
        Seen(who, Reason(Because.ORDER, order))
        for order, home in at.items()
        for who in living[home]
    ]


def _whom(found: Iterable[Job], *, now: datetime) -> list[Seen]:
    some = list(found)
    booked = [
        Seen(one.recipient_id, of_case(one.task, one.case))
        for one in some
        if one.recipient_id and one.case
    ]
    return booked + of_orders([(one.id, one.home) for one in some if not one.case], now=now)
