"""Uses of doors, and attempts at them, for other systems: each once, the latest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet

from elaas.access.models import AssignmentKind, Attempt, Receipt
from elaas.access.queries.exchange.wanted import (
    ALWAYS,
    Moments,
    NoSuchPage,
    Page,
    Reference,
    References,
)
from elaas.access.queries.pages.uses import (
    UNPROVEN,
    Use,
    from_attempt,
    from_receipt,
    receipts,
)
from elaas.doors.models import Unit

_ATTEMPT, _RECEIPT = "attempt", "receipt"
_NEVER = Q(pk__in=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One use or attempt. `stored_at`: when it was told; the others are ids of the care system.

    `place`: the home or building on whose door the lock was. `recipient`: ours, to note the look.
    """

    id: str
    use: Use
    stored_at: datetime
    practitioner: str
    patient: str
    appointment: str
    place: str
    for_care: bool
    recipient: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Which events are wanted: one of each `patients` and `about`; `told`: when they came to us."""

    patients: Sequence[References] = ()
    about: Sequence[References] = ()
    at: Moments = ALWAYS
    told: Moments = ALWAYS


class _Mark(NamedTuple):
    """An event's place in the order."""

    at: datetime
    kind: str
    key: str


def events(wanted: Events, *, after: str, count: int) -> Page[Event]:
    """At most `count` of them after the page that ended so. Raises NoSuchPage."""
    mark = _mark(after) if after else None
    used = _receipts().filter(wanted.at.of("at"), wanted.told.of("stored_at"))
    tried = _attempts().filter(wanted.at.of("tried_at"), wanted.told.of("told_at"))
    for references in (*wanted.patients, *wanted.about):
        used = used.filter(_any(_receipt_of(one) for one in references))
        tried = tried.filter(_any(_attempt_of(one) for one in references))
    used = used.filter(_after_receipt(mark)).order_by("-at", "-pk")[: count + 1]
    tried = tried.filter(_after_attempt(mark)).order_by("-tried_at", "-pk")[: count + 1]
    found = [(_Mark(row.at, _RECEIPT, f"{row.pk:020}"), _used(row)) for row in used]
    found += [(_Mark(row.tried_at, _ATTEMPT, str(row.pk)), _tried(row)) for row in tried]
    found.sort(key=lambda one: one[0], reverse=True)
    shown = found[:count]
    more = len(found) > count
    return Page(tuple(event for _, event in shown), _written(shown[-1][0]) if more else "")


def event(event_id: str) -> Event | None:
    """The one with this id."""
    kind, _, key = event_id.partition("-")
    if kind == _RECEIPT and key.isascii() and key.isdigit() and len(key) < len(str(2**63)):
        return next((_used(row) for row in _receipts().filter(pk=int(key))), None)
    if kind == _ATTEMPT and _is_uuid(key):
        return next((_tried(row) for row in _attempts().filter(pk=UUID(key))), None)
    return None


def _receipts() -> QuerySet[Receipt]:
    return receipts().select_related(
        "unit__home", "unit__building", "credential__assignment__recipient"
    )


def _attempts() -> QuerySet[Attempt]:
    # A label that no lock has is no door.
    rows = Attempt.objects.filter(unit__isnull=False)
    return rows.select_related("employee", "unit__home", "unit__building")


def _any(some: Iterable[Q]) -> Q:
    found = _NEVER
    for one in some:
        found |= one
    return found


def _receipt_of(wanted: Reference) -> Q:
    explained = Q(credential__unit=F("unit")) & ~Q(outcome__in=UNPROVEN)
    match wanted.type:
        case "Patient":
            return explained & Q(credential__assignment__recipient__source_id=wanted.id)
        case "Appointment":
            return explained & Q(credential__assignment__source_id=wanted.id)
        case "Device":
            return Q(unit=wanted.id)
        case "Location":
            return _at_place(wanted.id) & Q(at__gte=F("unit__mounted_at"))
    return _NEVER


def _attempt_of(wanted: Reference) -> Q:
    """A phone that holds no credential for a door tells of no visit."""
    match wanted.type:
        case "Device":
            return Q(unit=wanted.id)
        case "Location":
            return _at_place(wanted.id) & Q(tried_at__gte=F("unit__mounted_at"))
    return _NEVER


def _at_place(place: str) -> Q:
    return Q(unit__home__source_id=place) | Q(unit__building__source_id=place)


def _used(row: Receipt) -> Event:
    use = from_receipt(row)
    visit = row.credential.assignment if row.credential and use.plan else None
    recipient = visit.recipient if visit else None
    holder = row.credential.assignment.employee if row.credential and use.employee else None
    return Event(
        id=f"{_RECEIPT}-{row.pk}",
        use=use,
        stored_at=row.stored_at,
        practitioner=holder.source_id if holder else "",
        patient=recipient.source_id if recipient else "",
        appointment=visit.source_id if visit else "",
        place=_place(row.unit, row.at),
        for_care=visit is not None and visit.kind == AssignmentKind.CARE,
        recipient=recipient.id if recipient else None,
    )


def _tried(row: Attempt) -> Event:
    unit = row.unit
    assert unit is not None  # noqa: S101  (see _attempts)
    return Event(
        id=f"{_ATTEMPT}-{row.pk}",
        use=from_attempt(row, unit),
        stored_at=row.told_at,
        practitioner=row.employee.source_id,
        patient="",
        appointment="",
        place=_place(unit, row.tried_at),
        for_care=False,
        recipient=None,
    )


def _place(unit: Unit, at: datetime) -> str:
    """Where the unit is, if it was there already."""
    place = unit.home or unit.building
    there = unit.mounted_at is not None and unit.mounted_at <= at
    return place.source_id if place and there else ""


def _written(mark: _Mark) -> str:
    return f"{mark.at.isoformat()}~{mark.kind}~{mark.key}"


def _mark(text: str) -> _Mark:
    """Raises NoSuchPage."""
    try:
        at, kind, key = text.split("~")
        mark = _Mark(datetime.fromisoformat(at), kind, key)
        known = {_RECEIPT: key.isascii() and key.isdigit(), _ATTEMPT: _is_uuid(key)}[kind]
    except (ValueError, KeyError):
        raise NoSuchPage from None
    if not known or mark.at.tzinfo is None or len(key) > len(str(UUID(int=0))):
        raise NoSuchPage
    return mark


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _after_receipt(mark: _Mark | None) -> Q:
    """At the same moment receipts come before attempts."""
    if mark is None:
        return Q()
    later = Q(at=mark.at, pk__lt=int(mark.key)) if mark.kind == _RECEIPT else _NEVER
    return Q(at__lt=mark.at) | later


def _after_attempt(mark: _Mark | None) -> Q:
    if mark is None:
        return Q()
    later = Q(pk__lt=UUID(mark.key)) if mark.kind == _ATTEMPT else Q()
    return Q(tried_at__lt=mark.at) | (Q(tried_at=mark.at) & later)
