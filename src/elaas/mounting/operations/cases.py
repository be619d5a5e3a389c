"""A case is opened when something is to be mounted, and closed when that is done or off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.doors.models import Home
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import Appointment, MountingCase
from elaas.mounting.operations.telling import confirm, forget_to_book, recall
from elaas.mounting.queries.calendar import day_bounds, today
from elaas.mounting.rules import Task
from elaas.notices.purposes import Purpose
from elaas.people.operations.kin_rights import hold_rights


class HasAnother(Exception):
    """What is open is for another home, or another task; it must be closed first."""


@transaction.atomic
def open_case(
    *,
    recipient: UUID,
    home: UUID,
    task: Task = Task.MOUNT,
    with_alarm: bool = False,
    now: datetime,
) -> UUID:
    """Open it; where one is open for that home, that is the one. Raises HasAnother.

    HasAnother, too, where what is open there is of the other task: it must be closed first.

    An alarm that comes to be needed meanwhile is mounted in that visit, too.
    """
    hold_rights(recipient)
    list(Home.objects.select_for_update(no_key=True).filter(pk=home).values_list("id"))
    row = MountingCase.objects.filter(home=home, closed_at=None).first()
    if row is not None:
        if row.task != task:
            raise HasAnother
        if with_alarm and not row.with_alarm:
            row.with_alarm = True
            row.save(update_fields=["with_alarm"])
            ledger.append(entry("mounting_with_alarm", now, case=row.id.hex))
        return row.id
    if MountingCase.objects.filter(recipient=recipient, task=task.value, closed_at=None).exists():
        raise HasAnother
    row = MountingCase.objects.create(
        recipient_id=recipient,
        home_id=home,
        task=task.value,
        with_alarm=with_alarm,
        opened_at=now,
    )
    ledger.append(
        entry(
            "mounting_case_opened",
            now,
            case=row.id.hex,
            recipient=recipient.hex,
            home=home.hex,
            task=task.value,
            with_alarm=int(with_alarm),
        )
    )
    return row.id


@transaction.atomic
def close_case(*, case: UUID, done: bool = False, now: datetime) -> None:
    """It is `done`, or need no longer be: nobody comes any more. Once more changes nothing.

    Today's appointment stands where it is done: a crew that came early has kept it.
    """
    if not MountingCase.objects.filter(pk=case, closed_at=None).update(closed_at=now):
        return
    ledger.append(entry("mounting_case_closed", now, case=case.hex))
    closed = MountingCase.objects.select_related("recipient", "home").get(pk=case)
    forget_to_book(closed, now=now)
    after = day_bounds(today(now), today(now))[1] if done else now
    for row in Appointment.objects.filter(case=case, cancelled_at=None, slot__startswith__gt=after):
        row.case = closed
        row.cancelled_at = now
        row.save(update_fields=["cancelled_at"])
        ledger.append(entry("appointment_cancelled", now, appointment=row.id.hex))
        recall(row, now=now)
        confirm(row, purpose=Purpose.CANCELLED, by=None, now=now)
