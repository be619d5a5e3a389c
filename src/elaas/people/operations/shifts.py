"""Shifts: record when an employee is at work."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry, moment
from elaas.people.models import EmployeeSession, Shift


@transaction.atomic
def record_shift(*, employee: UUID, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Record a shift; again changes nothing. Answers whether it is new.

    To be called through access, which reconsiders what the employee can open.
    """
    _, is_new = Shift.objects.get_or_create(
        employee_id=employee, starts_at=starts_at, ends_at=ends_at
    )
    if is_new:
        # Who logged in before it was recorded is out when it ends, too.
        EmployeeSession.objects.filter(
            employee_id=employee, began_at__gte=starts_at, began_at__lt=ends_at, ends_at__gt=ends_at
        ).update(ends_at=ends_at)
        ledger.append(
            entry(
                "shift_recorded",
                now,
                employee=employee.hex,
                starts_at=moment(starts_at),
                ends_at=moment(ends_at),
            )
        )
    return is_new
