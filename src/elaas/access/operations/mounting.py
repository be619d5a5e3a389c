"""The visit that mounts a unit: an assignment too, and the only thing that opens it before."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from elaas.access.models import Assignment, AssignmentKind
from elaas.access.rules import Period
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry, moment


@transaction.atomic
def plan_mounting(
    *, installer: UUID, lock_id: str, home: UUID | None, period: Period, now: datetime
) -> UUID:
    """Give `installer` the visit that mounts `lock_id`, at `home` or (None) a common entrance."""
    visit = Assignment.objects.create(
        source_id=f"mounting-{uuid4()}",
        source_version=now,
        kind=AssignmentKind.MOUNTING,
        employee_id=installer,
        home_id=home,
        unit_id=lock_id,
        starts_at=period.start,
        ends_at=period.end,
    )
    ledger.append(
        entry(
            "mounting_planned",
            now,
            assignment=visit.id.hex,
            employee=installer.hex,
            lock=lock_id,
            home=home.hex if home else None,
            starts_at=moment(period.start),
            ends_at=moment(period.end),
        )
    )
    return visit.id
