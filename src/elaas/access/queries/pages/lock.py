"""A lock's page: where and how it is, how far its journal is known, what waits for a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from elaas.access.models import Incident, Journal
from elaas.access.queries.journals import Gap, gaps
from elaas.access.queries.pages import places
from elaas.access.queries.pages.ladders import Ladder, ladders
from elaas.access.queries.pages.uses import Lock, Person, Use, from_receipt, lock, person, receipts
from elaas.doors.approval import Approval
from elaas.doors.models import Unit, UnitKind
from elaas.doors.queries import approval_of
from elaas.doors.rules import KeyEvent, key_is_in

RECEIPTS_SHOWN = 30
INCIDENTS_SHOWN = 20
GAPS_SHOWN = 20
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A receipt, by its number."""

    seq: int
    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An incident that a person must look at."""

    kind: str
    noted_at: datetime
    seq: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that was done with the key in a key box."""

    at: datetime
    event: KeyEvent
    by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Why a key box was mounted although its class is not enough."""

    at: datetime
    approval_class: str
    because: str
    by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockPage:
    """A lock, or key box. `address` is None when it is on no door, or the address is protected."""

    lock: Lock
    address: places.Address | None
    protected: bool
    mounted_at: datetime | None
    battery: int | None
    last_contact_at: datetime | None
    lost_at: datetime | None
    approval: Approval | None  # None: a lock
    approval_class: str
    accepted: tuple[Accepted, ...]
    complete_to: int
    last_seq: int
    gaps: tuple[Gap, ...]
    told: tuple[Told, ...]
    incidents: tuple[Waiting, ...]
    shut_out: tuple[Ladder, ...]
    key: tuple[Kept, ...]  # custody of the key in a key box, the latest first

    @property
    def key_in(self) -> bool:
        """Whether the resident's key is in the box."""
        return key_is_in(kept.event for kept in reversed(self.key))

    @property
    def battery_low(self) -> bool:
        """Whether the battery should be changed."""
        return self.battery is not None and self.battery < settings.BATTERY_LOW


def lock_page(lock_id: str, *, now: datetime) -> LockPage | None:
    """The page of that lock. None: no such lock."""
    unit = Unit.objects.filter(lock_id=lock_id).select_related("home", "building").first()
    if unit is None:
        return None
    journal = Journal.objects.filter(unit=unit).first() or Journal(unit=unit)
    hidden = bool(places.protected(places=_places(unit)))
    return LockPage(
        lock=lock(unit),
        address=None if hidden else places.of_unit(unit),
        protected=hidden,
        mounted_at=unit.mounted_at,
        battery=journal.battery,
        last_contact_at=journal.last_contact_at,
        lost_at=unit.lost_at,
        approval=approval_of(unit) if unit.kind == UnitKind.KEY_BOX else None,
        approval_class=unit.approval_class,
        accepted=_accepted(unit),
        complete_to=journal.complete_to,
        last_seq=journal.last_seq,
        gaps=tuple(gaps(lock_id)[:GAPS_SHOWN]),
        told=_told(lock_id),
        incidents=_incidents(lock_id),
        key=_custody(unit),
        shut_out=ladders(Q(unit=lock_id), since=now - LATELY),
    )


def _custody(unit: Unit) -> tuple[Kept, ...]:
    if unit.kind != UnitKind.KEY_BOX:
        return ()
    rows = unit.key_notes.select_related("noted_by").order_by("-noted_at", "-pk")
    return tuple(
        Kept(
            at=row.noted_at,
            event=KeyEvent(row.event),
            by=person(row.noted_by) if row.noted_by else None,
        )
        for row in rows
    )


def _accepted(unit: Unit) -> tuple[Accepted, ...]:
    rows = unit.accepted.select_related("accepted_by").order_by("-accepted_at", "-pk")
    return tuple(
        Accepted(
            at=row.accepted_at,
            approval_class=row.approval_class,
            because=row.because,
            by=person(row.accepted_by) if row.accepted_by else None,
        )
        for row in rows
    )


def _places(unit: Unit) -> set[UUID]:
    return {place for place in (unit.home_id, unit.building_id) if place is not None}


def _told(lock_id: str) -> tuple[Told, ...]:
    rows = receipts().filter(unit=lock_id).order_by("-seq")[:RECEIPTS_SHOWN]
    return tuple(Told(seq=row.seq, use=from_receipt(row)) for row in rows)


def _incidents(lock_id: str) -> tuple[Waiting, ...]:
    rows = (
        Incident.objects.filter(unit=lock_id)
        .select_related("receipt")
        .order_by("-noted_at", "-id")[:INCIDENTS_SHOWN]
    )
    return tuple(
        Waiting(kind=row.kind, noted_at=row.noted_at, seq=row.receipt.seq if row.receipt else None)
        for row in rows
    )
