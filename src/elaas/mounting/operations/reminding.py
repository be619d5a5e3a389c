"""Who can book and does not is reminded, and then called."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from elaas.mounting import reminders
from elaas.mounting.models import Appointment, MountingCase
from elaas.mounting.operations.telling import list_for_call, remind_to_book
from elaas.mounting.queries.calendar import zone
from elaas.mounting.queries.messages import not_booked
from elaas.people.operations.kin_rights import hold_rights


def remind_unbooked(*, now: datetime) -> int:
    """Remind whoever it is time to remind, at a decent hour; answers how many.

    Once more, or by two at once, nobody is reminded twice: each reminder has its number.
    """
    if not reminders.is_decent(now, at=settings.REMIND_AT, zone=zone()):
        return 0
    every, most = settings.REMIND_UNBOOKED_AFTER, settings.REMIND_UNBOOKED_TIMES
    due = {
        case: one.reminded + 1
        for case, one in not_booked().items()
        if reminders.is_due(since=one.since, reminded=one.reminded, every=every, most=most, now=now)
    }
    for case, number in due.items():
        _remind(case, number, now)
    return len(due)


@transaction.atomic
def _remind(case: UUID, number: int, now: datetime) -> None:
    """Unless somebody has booked, or nothing is to be mounted, in this very moment."""
    row = MountingCase.objects.select_related("recipient", "home").get(pk=case)
    hold_rights(row.recipient_id)
    row.refresh_from_db(fields=["closed_at"])
    if row.closed_at or Appointment.objects.filter(case=row, cancelled_at=None).exists():
        return
    if number > settings.REMIND_UNBOOKED_TIMES:
        list_for_call(row, now=now)
    else:
        remind_to_book(row, number=number, now=now)
