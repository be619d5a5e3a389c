"""Visits for the sake of a unit: assignments too, and all that opens it meanwhile."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from elaas.access.models import Assignment, AssignmentKind, Credential, Receipt
from elaas.access.operations.revoke import reconsider, revoke
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
def plan_service(
    *, installer: UUID, lock_id: str, home: UUID | None, period: Period, now: datetime
) -> UUID:
    """Give `installer` the visit that mends `lock_id` where it is mounted."""
    visit = _visit(AssignmentKind.SERVICE, installer, lock_id, home, period, now)
    return _told("service_planned", visit, now)


@transaction.atomic
def call_off(*, visits: Collection[UUID], now: datetime) -> None:
    """Take those of these visits back that are for a unit; their credentials are revoked at once.

    Takes the turn to change facts, so the caller has locked no row before. Once more changes
    nothing.
    """
    change_facts()
    standing = Assignment.objects.filter(pk__in=visits, withdrawn_at=None, unit__isnull=False)
    rows = list(standing.order_by("pk"))
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(withdrawn_at=now)
    for row in rows:
        _told("visit_called_off", row, now)
    reconsider(assignments=[row.pk for row in rows], now=now)


@transaction.atomic
def take_over(*, lock_id: str, now: datetime) -> None:
    """Note that the unit is claimed, if its last word is that it was. Once more changes nothing."""
    if _last_word(lock_id) == "claim":
        doors.unit_claimed(lock_id=lock_id, now=now)


@transaction.atomic
def take_down(*, lock_id: str, now: datetime) -> bool:
    """Take the unit off its door if its last word is that it was released; answers whether it was.

    Every credential for it is revoked. Once more changes nothing.
    """
    change_facts()
    if _last_word(lock_id) != "release":
        return False
    if not doors.unit_released(lock_id=lock_id, now=now):
        return False
    live = Credential.objects.filter(unit=lock_id, revoked_at=None, expires_at__gt=now)
    revoke(credentials=list(live.values_list("cti", flat=True)), because="unit_removed", now=now)
    return True


@transaction.atomic
def write_off(*, lock_id: str, because: str, now: datetime) -> bool:
    """Take a unit off its door that cannot be released; answers whether that is new.

    Every credential for it is revoked, and the visits that were to take it down are called off.
    Takes the turn to change facts, so the caller has locked no row before.
    """
    change_facts()
    if not doors.write_off_unit(lock_id=lock_id, because=because, now=now):
        return False
    visits = Assignment.objects.filter(unit=lock_id, ends_at__gt=now, withdrawn_at=None)
    call_off(visits=list(visits.values_list("pk", flat=True)), now=now)
    live = Credential.objects.filter(unit=lock_id, revoked_at=None, expires_at__gt=now)
    revoke(credentials=list(live.values_list("cti", flat=True)), because="written_off", now=now)
    return True


def _last_word(lock_id: str) -> str | None:
    said = Receipt.objects.filter(
        unit=lock_id, operation__in=("claim", "release"), outcome=Outcome.DONE, incident=None
    )
    return said.order_by("-seq").values_list("operation", flat=True).first()


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
