"""What of all that happened at the doors on a recipient's way in is theirs to see.

A use belongs to the recipient of its assignment. One that no assignment explains belongs to
everyone on whose way the door is, without a name where the door is shared. One for somebody else
who lives in the same home is told without for whom or why; one for a neighbour is not told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db.models import F, Max, Min, Q, QuerySet

from elaas.access.models import Assignment, Attempt, Receipt
from elaas.access.queries.pages.uses import Use, Way, from_attempt, from_receipt, receipts
from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.protocol.receipt import Outcome

USES_A_PAGE = 40
# How long before the first and after the last planned visit a door counts as the recipient's own.
AT_HOME = timedelta(days=7)
# How what is told without for whom and why is called: its receipt stays out of sight.
ANOTHER = "another."
_FOR_THIS_DOOR = Q(credential__unit=F("unit"))
_NONE = Q(pk__in=())
# What is wanted of a time, by the name of its field.
_When: TypeAlias = Callable[[str], Q]


@dataclass(frozen=True, slots=True)
class Span:
    """A unit on the recipient's way in, and the time in which it was."""

    unit: Unit
    first: datetime
    last: datetime

    @property
    def own(self) -> bool:
        """Whether it is the door of the home itself."""
        return self.unit.home_id is not None


def spans_of(recipient_id: UUID) -> list[Span]:
    """The units on the recipient's way in, wherever they have lived."""
    homes = {}
    for home, building, first, last in (
        Assignment.objects.filter(recipient=recipient_id, home__isnull=False)
        .values_list("home_id", "home__building_id")
        .annotate(first=Min("starts_at"), last=Max("ends_at"))
    ):
        for place in (home, building):
            if place is not None:
                homes[place] = (first - AT_HOME, last + AT_HOME)
    here = Q(home__in=homes) | Q(building__in=homes)
    units = Unit.objects.filter(here, mounted_at__isnull=False).select_related("journal")
    return [Span(unit, *homes[unit.home_id or unit.building_id]) for unit in units]


def latest_uses(recipient_id: UUID, spans: Iterable[Span], *, before: datetime | None) -> list[Use]:
    """The latest ones, or the latest before that moment: the newest first, more than a page."""
    return _uses(recipient_id, spans, lambda field: _before(field, before), most=USES_A_PAGE * 2)


def uses_in(recipient_id: UUID, spans: Iterable[Span], *, period: Period) -> list[Use]:
    """All of that period, the newest first."""
    return _uses(
        recipient_id,
        spans,
        lambda field: Q(**{f"{field}__gte": period.start, f"{field}__lt": period.end}),
        most=None,
    )


def _uses(recipient_id: UUID, spans: Iterable[Span], when: _When, *, most: int | None) -> list[Use]:
    """Those of that time; `most`: at most so many of each kind."""
    at, doors = when("at"), [span.unit for span in spans if span.own]
    own = _own(recipient_id)
    # At the home's own door nearly every receipt is one to show: the newest are found at once.
    at_home = own | _unexplained(spans) | _for_others(recipient_id, spans)
    uses = [
        *_told(
            recipient_id,
            _receipts(Q(unit__in=doors, credential__isnull=False) & at_home & at, most),
            _receipts(own & ~Q(unit__in=doors) & at, most),
            _receipts(_nobodys(spans) & at, most),
        ),
        *_tried(spans, when("tried_at"), most),
    ]
    return sorted(uses, key=_walked, reverse=True)


def use_called(recipient_id: UUID, name: str) -> Use | None:
    """What the recipient's page calls that (`Use.id`); None: nothing of theirs."""
    if is_hex(name):
        found = _tried(spans_of(recipient_id), Q(id=UUID(name)), 1)
        return found[0] if found else None
    lock_id, _, seq = name.removeprefix(ANOTHER).rpartition(".")
    if not seq.isascii() or not seq.isdigit() or len(seq) > _DIGITS:
        return None
    this, spans = Q(unit=lock_id, seq=int(seq)), spans_of(recipient_id)
    theirs = _own(recipient_id) | _nobodys(spans) | _unexplained(spans)
    wanted = _for_others(recipient_id, spans) if name.startswith(ANOTHER) else theirs
    found = _told(recipient_id, _receipts(wanted & this, 1))
    return found[0] if found else None


_DIGITS = 18  # of a number that a lock can give


def is_hex(name: str) -> bool:
    """Whether that is an id as the ledger writes it."""
    try:
        return UUID(name).hex == name
    except ValueError:
        return False


def _walked(use: Use) -> tuple[datetime, bool]:
    """The time; what two doors note in the same second happened in walking order."""
    return use.at, use.lock.way is Way.HOME


def _receipts(wanted: Q, most: int | None) -> QuerySet[Receipt]:
    """The newest of these."""
    return receipts().filter(wanted).order_by("-at", "-seq")[:most]


def _told(recipient_id: UUID, first: QuerySet[Receipt], *others: QuerySet[Receipt]) -> list[Use]:
    """What locks told of these, in one query."""
    rows = first.union(*others, all=True) if others else first
    return [
        _of_another(from_receipt(row)) if _is_for_another(row, recipient_id) else from_receipt(row)
        for row in rows
    ]


def _is_for_another(row: Receipt, recipient_id: UUID) -> bool:
    """Whether it was for a visit to somebody else, through this door."""
    credential = row.credential
    if credential is None or credential.unit_id != row.unit_id:
        return False
    return credential.assignment.recipient_id not in {None, recipient_id}


def _of_another(use: Use) -> Use:
    """Without for whom, why and by whom."""
    return replace(
        use,
        id=f"{ANOTHER}{use.id}",
        employee=None,
        holder=None,
        plan=None,
        incident=False,
        for_another=True,
    )


def _own(recipient_id: UUID) -> Q:
    return Q(credential__assignment__recipient=recipient_id) & _FOR_THIS_DOOR


def _nobodys(spans: Iterable[Span]) -> Q:
    """Receipts at these doors that no credential of ours explains."""
    wanted = _NONE
    for span in spans:
        mounted = Q(unit=span.unit, at__gte=span.unit.mounted_at)
        wanted |= mounted & Q(at__range=(span.first, span.last))
    return wanted & Q(credential=None)


def _unexplained(spans: Iterable[Span]) -> Q:
    """Those at the own door whose credential was for no visit here."""
    no_visit = Q(credential__assignment__recipient=None) | ~_FOR_THIS_DOOR
    return _at_home(spans) & Q(credential__isnull=False) & no_visit


def _at_home(spans: Iterable[Span]) -> Q:
    """At the door of the home itself, while it was theirs."""
    wanted = _NONE
    for span in spans:
        if span.own:
            wanted |= Q(unit=span.unit, at__range=(span.first, span.last))
    return wanted


def _for_others(recipient_id: UUID, spans: Iterable[Span]) -> Q:
    """Openings of the recipient's own door for somebody else who lives there."""
    others = Q(
        credential__assignment__recipient__isnull=False, outcome=Outcome.DONE, operation="open"
    ) & ~Q(credential__assignment__recipient=recipient_id)
    return _at_home(spans) & others & _FOR_THIS_DOOR


def _tried(spans: Iterable[Span], wanted: Q, most: int | None) -> list[Use]:
    """What phones refused at the recipient's own door; at a shared one it may be a neighbour's."""
    own = {span.unit.lock_id: span for span in spans if span.own}
    rows = (
        Attempt.objects.filter(wanted, unit__in=own)
        .select_related("employee")
        .order_by("-tried_at")[:most]
    )
    return [
        from_attempt(row, own[row.unit_id].unit)
        for row in rows
        if row.unit_id and own[row.unit_id].first <= row.tried_at <= own[row.unit_id].last
    ]


def _before(field: str, moment: datetime | None) -> Q:
    return Q(**{f"{field}__lt": moment}) if moment else Q()
