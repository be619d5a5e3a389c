"""A recorded shift cuts what the employee's assignments open."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access.operations.revoke import assignments_of, reconsider
from elaas.access.operations.turns import change_facts
from elaas.people.operations import shifts


@transaction.atomic
def record_shift(*, employee: UUID, starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """Record a shift; answers how many credentials outlived it and are revoked.

    The phone gets shorter ones at its next sync.
    """
    change_facts()
    concerned = assignments_of(employees=[employee], now=now)
    shifts.record_shift(employee=employee, starts_at=starts_at, ends_at=ends_at, now=now)
    return reconsider(assignments=concerned, now=now)
