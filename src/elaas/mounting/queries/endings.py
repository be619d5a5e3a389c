"""Locks that are to come down: which wait, which are under way, and what is left to do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from elaas.access.queries.pages.bag import bag_of
from elaas.access.queries.pages.places import protected
from elaas.doors.models import Building, KeyNote, Unit, UnitKind
from elaas.doors.rules import KeyEvent, key_is_in
from elaas.mounting.endings import Ended, Handover, How, Left, left
from elaas.mounting.models import Ending, Outcome, WorkOrder
from elaas.mounting.rules import OrderReason
from elaas.people.models import Recipient

LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A lock that is to come down. `kept_because`: a coordinator keeps it all the same.

    `case`: the removal that can be booked; None: it waits until `due_at`.
    """

    id: UUID
    recipient: UUID
    name: str
    lock_id: str
    label: str
    why: Ended
    because: str
    noted_at: datetime
    due_at: datetime
    kept_at: datetime | None
    kept_because: str
    case: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A removal that is under way, and what is left to do. `how`: how it was confirmed."""

    ending: UUID
    case: UUID
    lock_id: str
    label: str
    key_box: bool
    released: bool
    written_off: bool
    photos: tuple[UUID, ...]
    how: How | None
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A lock that was taken down, and when that was confirmed and done."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entrance:
    """A building, and where it is."""

    building: UUID
    address: str


def coming_down() -> list[Coming]:
    """What waits for its grace or for its visit, the longest first; LISTED at most."""
    rows = _open().filter(kept_at=None).order_by("noted_at", "id")
    return [_coming(row) for row in rows[:LISTED]]


def coming_down_for(recipient: UUID) -> list[Coming]:
    """The same for the homes of one recipient, kept ones too."""
    return [_coming(row) for row in _open().filter(recipient=recipient).order_by("noted_at", "id")]


def removal(case: UUID) -> Removal | None:
    """The removal that this case is; None: it is none, or is over."""
    row = _open().filter(case=case).first()
    if row is None or row.case_id is None:
        return None
    return Removal(
        ending=row.id,
        case=row.case_id,
        lock_id=row.unit_id,
        label=row.unit.label,
        key_box=row.unit.kind == UnitKind.KEY_BOX,
        released=row.unit.home_id != row.home_id,
        written_off=row.unit.written_off_at is not None,
        photos=tuple(row.photos.order_by("pk").values_list("photo", flat=True)),
        how=How(row.confirmed_how) if row.confirmed_how else None,
        left=left(handover(row)),
    )


def handover(row: Ending) -> Handover:
    """How far a removal has come."""
    bag = bag_of(row.unit_id)
    return Handover(
        unit_on_door=Unit.objects.filter(pk=row.unit_id, home=row.home_id).exists(),
        bag=bag is not None,
        part_missing=bag is not None and not bag.complete,
        # With a stolen box the key is gone; every cylinder it opens is changed instead.
        key_in_box=row.unit.lost_at is None and key_lies_in(row.unit_id),
        photos=row.photos.count(),
        confirmed=row.confirmed_at is not None,
    )


def key_lies_in(lock_id: str) -> bool:
    """Whether the resident's key lies in the key box."""
    notes = KeyNote.objects.filter(unit=lock_id).order_by("noted_at", "pk")
    return key_is_in(map(KeyEvent, notes.values_list("event", flat=True)))


def gone(recipient: UUID) -> Gone | None:
    """The last lock that was taken down at this recipient's, unless another is on a door there."""
    row = (
        Ending.objects.filter(recipient=recipient, outcome=Outcome.DONE)
        .select_related("unit")
        .order_by("closed_at")
        .last()
    )
    if row is None or row.closed_at is None or _mounted_again(row):
        return None
    return Gone(label=row.unit.label, at=row.closed_at)


def entrance_comes_down(building: UUID) -> bool:
    """Whether nobody needs the lock at that building's entrance any more."""
    return _entrances().filter(building=building).exists()


def entrances_coming_down() -> list[Entrance]:
    """Entrances whose lock nobody needs any more, the longest first; LISTED at most.

    Where somebody with a protected address has had care nothing is told.
    """
    rows = list(_entrances().order_by("opened_at", "id").values_list("building", flat=True))
    shown = Building.objects.in_bulk(set(rows) - protected(places=set(rows)))
    found = [shown[building] for building in rows if building in shown]
    return [Entrance(one.id, one.address) for one in found[:LISTED]]


def _entrances() -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(
        reason=OrderReason.NOBODY_NEEDS_IT.value, done_at=None, building__isnull=False
    )


def _mounted_again(row: Ending) -> bool:
    return Unit.objects.filter(home=row.home_id, mounted_at__isnull=False).exists()


def _open() -> QuerySet[Ending]:
    return Ending.objects.filter(closed_at=None).select_related("recipient", "unit")


def _coming(row: Ending) -> Coming:
    return Coming(
        id=row.id,
        recipient=row.recipient_id,
        name=_name(row.recipient),
        lock_id=row.unit_id,
        label=row.unit.label,
        why=Ended(row.why),
        because=row.because,
        noted_at=row.noted_at,
        due_at=row.due_at,
        kept_at=row.kept_at,
        kept_because=row.kept_because,
        case=row.case_id,
    )


def _name(recipient: Recipient) -> str:
    return f"{recipient.given} {recipient.family}".strip()
