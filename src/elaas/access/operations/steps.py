"""Steps: what an employee did who could not get in, as their phone tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from elaas.access.ladder import FAULTS, Rung
from elaas.access.models import Assignment, Step
from elaas.doors import queries as doors
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry, moment
from elaas.people import queries as people

MOST_IN_A_DAY = 200
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a phone tells of one step. The phone made the ids, so telling it twice counts once.

    `lock_id`: the lock of the door that stays shut; None when there is none on it. `text`: a few
    words about a fault; whoever mends it reads them, the ledger does not hold them.
    """

    id: UUID
    ladder: UUID
    assignment: UUID
    lock_id: str | None
    rung: Rung
    at: datetime
    text: str = ""


@transaction.atomic
def note_steps(*, steps: Iterable[Taken], phone: UUID, employee: UUID, now: datetime) -> None:
    """Record the steps that are new, of the employee's own visits, a day's worth at most."""
    people.phones([phone])  # one at a time for each phone, also when it asks twice
    today = Step.objects.filter(phone=phone, told_at__gt=now - A_DAY).count()
    new = _new(steps, employee)[: max(0, MOST_IN_A_DAY - today)]
    units = doors.units(lock_ids={one.lock_id for one in new if one.lock_id}).by_lock_id
    rows = [
        Step(
            id=one.id,
            ladder=one.ladder,
            phone_id=phone,
            assignment_id=one.assignment,
            unit_id=one.lock_id if one.lock_id in units else None,
            rung=one.rung,
            text=one.text if one.rung in FAULTS else "",
            taken_at=one.at,
            told_at=now,
        )
        for one in new
    ]
    Step.objects.bulk_create(rows)
    ledger.append_all(_entry(row, employee, now) for row in rows)


def _new(steps: Iterable[Taken], employee: UUID) -> list[Taken]:
    told = {one.id: one for one in steps}
    known = set(Step.objects.filter(id__in=told).values_list("id", flat=True))
    named = {one.assignment for one in told.values()}
    visits = Assignment.objects.filter(employee=employee, id__in=named)
    own = set(visits.values_list("id", flat=True))
    return [one for one in told.values() if one.id not in known and one.assignment in own]


def _entry(row: Step, employee: UUID, now: datetime) -> NewEntry:
    return entry(
        "could_not_get_in",
        now,
        step=row.id.hex,
        ladder=row.ladder.hex,
        phone=row.phone_id.hex,
        employee=employee.hex,
        assignment=row.assignment_id.hex,
        lock=row.unit_id,
        rung=row.rung,
        taken_at=moment(row.taken_at),
    )
