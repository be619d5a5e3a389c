"""Visits that mount a unit or take it down: assignments too, and all that opens it meanwhile."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from elaas.access.models import Assignment, AssignmentKind, Credential, Receipt
from elaas.access.operations.revoke import revoke
from elaas.access.operations.turns import change_facts
from elaas.access.rules import Period
from elaas.doors import operations as doors
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry, moment
from elaas.protocol.receipt import Outcome


@transaction.atomic
def plan_mounting(
    *, installer: UUID, lock_id: str, home: UUID | None, period: Period, now: datetime
) -> UUID:
    """Give `installer` the visit that mounts `lock_id`, at `home` or (None) a common entrance."""
    visit = _visit(AssignmentKind.MOUNTING, installer, lock_id, home, period, now)
    return _told("mounting_planned", visit, now)


@transaction.atomic
def plan_removal(
    *, installer: UUID, lock_id: str, home: UUID | None, period: Period, now: datetime
) -> UUID:
    """Give `installer` the visit that takes `lock_id` down, and prepare what it is told then."""
    doors.prepare_release(lock_id=lock_id, now=now)
    visit = _visit(AssignmentKind.REMOVAL, installer, lock_id, home, period, now)
    return _told("removal_planned", visit, now)


@transaction.atomic
def take_down(*, lock_id: str, now: datetime) -> bool:
    """Take the unit off its door if its last word is that it was released; answers whether it was.

    Every credential for it is revoked. Once more changes nothing.
    """
    change_facts()
    last = Receipt.objects.filter(
        unit=lock_id, operation__in=("claim", "release"), outcome=Outcome.DONE, incident=None
    ).order_by("-seq")
    if last.values_list("operation", flat=True).first() != "release":
        return False
    if not doors.unit_released(lock_id=lock_id, now=now):
        return False
    live = Credential.objects.filter(unit=lock_id, revoked_at=None, expires_at__gt=now)
    revoke(credentials=list(live.values_list("cti", flat=True)), because="unit_removed", now=now)
    return True


@transaction.atomic
def write_off(*, lock_id: str, because: str, now: datetime) -> bool:
    """Take a unit off its door that cannot be released; answers whether that is new.

    Every credential for it is revoked, and the visits that were to take it down are withdrawn.
    """
    change_facts()
    if not doors.write_off_unit(lock_id=lock_id, because=because, now=now):
        return False
    Assignment.objects.filter(unit=lock_id, ends_at__gt=now, withdrawn_at=None).update(
        withdrawn_at=now
    )
    live = Credential.objects.filter(unit=lock_id, revoked_at=None, expires_at__gt=now)
    revoke(credentials=list(live.values_list("cti", flat=True)), because="written_off", now=now)
    return True


def _visit(
    kind: AssignmentKind,
    installer: UUID,
    lock_id: str,
    home: UUID | None,
    period: Period,
    now: datetime,
) -> Assignment:
    return Assignment.objects.create(
        source_id=f"{kind}-{uuid4()}",
        source_version=now,
        kind=kind,
        employee_id=installer,
        home_id=home,
        unit_id=lock_id,
        starts_at=period.start,
        ends_at=period.end,
    )


def _told(kind: str, visit: Assignment, now: datetime) -> UUID:
    ledger.append(
        entry(
            kind,
            now,
            assignment=visit.id.hex,
            employee=visit.employee_id.hex,
            lock=visit.unit_id,
            home=visit.home_id.hex if visit.home_id else None,
            starts_at=moment(visit.starts_at),
            ends_at=moment(visit.ends_at),
        )
    )
    return visit.id
