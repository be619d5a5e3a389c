"""Uses of doors, attempts at them, and refusals, for other systems: each once, the latest first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

from elaas.access.models import AssignmentKind, Attempt, Refusal
from elaas.access.queries.exchange.event_rows import Event, refused, tried, used
from elaas.access.queries.exchange.wanted import (
    ALWAYS,
    Moments,
    NoSuchPage,
    Page,
    Reference,
    References,
)
from elaas.access.queries.pages.uses import UNPROVEN, receipts

_NEVER = Q(pk__in=())
_DIGITS = 20  # of a key


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
    found = [one for kind in _KINDS for one in _some(kind, wanted, mark, count + 1)]
    found.sort(key=lambda one: one[0], reverse=True)
    shown = found[:count]
    more = len(found) > count
    return Page(tuple(event for _, event in shown), _written(shown[-1][0]) if more else "")


def event(event_id: str) -> Event | None:
    """The one with this id."""
    name, _, key = event_id.partition("-")
    for kind in _KINDS:
        if kind.name == name and kind.is_key(key):
            return next((_event(kind, row) for row in kind.rows().filter(pk=key)), None)
    return None


def _some(
    kind: "_Kind", wanted: Events, mark: _Mark | None, count: int
) -> Iterable[tuple[_Mark, Event]]:
    rows = kind.rows().filter(wanted.at.of(kind.at), wanted.told.of(kind.stored_at))
    for references in (*wanted.patients, *wanted.about):
        rows = rows.filter(_any(kind.about(one) for one in references))
    for row in rows.filter(_after(kind, mark)).order_by(f"-{kind.at}", "-pk")[:count]:
        place = _Mark(getattr(row, kind.at), kind.name, _sorted_as(row.pk))
        yield place, _event(kind, row)


def _event(kind: "_Kind", row: Model) -> Event:
    return kind.told(f"{kind.name}-{row.pk}", row)


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


def _refusal_of(wanted: Reference) -> Q:
    match wanted.type:
        case "Patient":
            return Q(assignment__recipient__source_id=wanted.id)
        case "Appointment":
            return Q(assignment__source_id=wanted.id)
        case "Device":
            return Q(unit=wanted.id)
        case "Location":
            home = Q(door="home", assignment__home__source_id=wanted.id)
            entrance = ~Q(door="home") & Q(assignment__home__building__source_id=wanted.id)
            return Q(assignment__kind=AssignmentKind.CARE) & (home | entrance)
    return _NEVER


def _receipts() -> QuerySet[Any]:
    return receipts().select_related(
        "unit__home", "unit__building", "credential__assignment__recipient"
    )


def _attempts() -> QuerySet[Any]:
    # A label that no lock has is no door.
    rows = Attempt.objects.filter(unit__isnull=False)
    return rows.select_related("employee", "unit__home", "unit__building")


def _refusals() -> QuerySet[Any]:
    return Refusal.objects.select_related(
        "assignment__employee", "assignment__recipient", "assignment__home__building"
    )


def _is_number(text: str) -> bool:
    return len(text) <= _DIGITS and text.isascii() and text.isdigit() and int(text) < 2**63


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


class _Kind(NamedTuple):
    """One kind of events: its rows, where their times are, and what makes one an event."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    at: str
    stored_at: str
    about: Callable[[Reference], Q]
    told: Callable[[str, Any], Event]
    is_key: Callable[[str], bool]


# At the same moment those last in the alphabet come first.
_KINDS = (
    _Kind("attempt", _attempts, "tried_at", "told_at", _attempt_of, tried, _is_uuid),
    _Kind("receipt", _receipts, "at", "stored_at", _receipt_of, used, _is_number),
    _Kind("refusal", _refusals, "refused_at", "refused_at", _refusal_of, refused, _is_number),
)


def _sorted_as(key: object) -> str:
    """In an order of texts as in the database's own."""
    return f"{key:0{_DIGITS}}" if isinstance(key, int) else str(key)


def _written(mark: _Mark) -> str:
    return f"{mark.at.isoformat()}~{mark.kind}~{mark.key}"


def _mark(text: str) -> _Mark:
    """Raises NoSuchPage."""
    try:
        at, name, key = text.split("~")
        mark = _Mark(datetime.fromisoformat(at), name, key)
        kind = {one.name: one for one in _KINDS}[name]
    except (ValueError, KeyError):
        raise NoSuchPage from None
    if not kind.is_key(key) or mark.at.tzinfo is None:
        raise NoSuchPage
    return mark


def _after(kind: _Kind, mark: _Mark | None) -> Q:
    if mark is None:
        return Q()
    if kind.name == mark.kind:
        later = Q(pk__lt=mark.key)
    else:
        later = Q() if kind.name < mark.kind else _NEVER
    return Q(**{f"{kind.at}__lt": mark.at}) | (Q(**{kind.at: mark.at}) & later)
