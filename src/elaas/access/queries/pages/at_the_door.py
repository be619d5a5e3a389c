"""What of all that happened at the doors on a recipient's way in is theirs to see.

A use belongs to the recipient of its assignment. One that no assignment explains belongs to
everyone on whose way the door is, without a name where the door is shared. One for somebody else
who lives in the same home is told without for whom or why; one for a neighbour is not told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Min, Q

from elaas.access.models import Assignment, Attempt
from elaas.access.queries.pages.uses import Use, Way, from_attempt, from_receipt, receipts
from elaas.doors.models import Unit
from elaas.protocol.receipt import Outcome

USES_A_PAGE = 60
# How long before the first and after the last planned visit a door counts as the recipient's own.
AT_HOME = timedelta(days=7)
_FOR_THIS_DOOR = Q(credential__unit=F("unit"))
_NONE = Q(pk__in=())


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
    uses = [
        *_limited(_own(recipient_id), before),
        *_limited(_unexplained(spans), before),
        *_tried(spans, _before("tried_at", before)),
        *_for_others(recipient_id, spans, before),
    ]
    return sorted(uses, key=_when, reverse=True)


def use_called(recipient_id: UUID, name: str) -> Use | None:
    """What the recipient's page calls that (`Use.id`); None: nothing of theirs."""
    lock_id, dot, seq = name.rpartition(".")
    spans = spans_of(recipient_id)
    if not dot:
        tried = _tried(spans, Q(id=UUID(name))) if _is_hex(name) else []
        return tried[0] if tried else None
    if not seq.isascii() or not seq.isdigit() or len(seq) > _DIGITS:
        return None
    theirs = _own(recipient_id) | _unexplained(spans)
    row = receipts().filter(theirs, unit=lock_id, seq=int(seq)).first()
    return from_receipt(row) if row else None


_DIGITS = 18  # of a number that a lock can give


def _is_hex(name: str) -> bool:
    try:
        return UUID(name).hex == name
    except ValueError:
        return False


def _when(use: Use) -> tuple[datetime, bool]:
    """The time; what two doors note in the same second happened in walking order."""
    return use.at, use.lock.way is Way.HOME


def _limited(wanted: Q, before: datetime | None) -> list[Use]:
    rows = (
        receipts().filter(wanted, _before("at", before)).order_by("-at", "-seq")[: USES_A_PAGE * 2]
    )
    return [from_receipt(row) for row in rows]


def _own(recipient_id: UUID) -> Q:
    return Q(credential__assignment__recipient=recipient_id) & _FOR_THIS_DOOR


def _unexplained(spans: Iterable[Span]) -> Q:
    """Receipts at these doors that are nobody's; at the own one also those of no visit here."""
    wanted = _NONE
    for span in spans:
        nobodys = Q(credential=None, at__gte=span.unit.mounted_at)
        if span.own:
            no_visit = Q(credential__assignment__recipient=None) | ~_FOR_THIS_DOOR
            nobodys |= Q(credential__isnull=False) & no_visit
        wanted |= nobodys & Q(unit=span.unit, at__range=(span.first, span.last))
    return wanted


def _for_others(recipient_id: UUID, spans: Iterable[Span], before: datetime | None) -> list[Use]:
    """Openings of the recipient's own door for somebody else who lives there."""
    wanted = _NONE
    for span in spans:
        if span.own:
            wanted |= Q(unit=span.unit, at__range=(span.first, span.last))
    others = Q(
        credential__assignment__recipient__isnull=False, outcome=Outcome.DONE, operation="open"
    ) & ~Q(credential__assignment__recipient=recipient_id)
    return [
        replace(one, id="", employee=None, holder=None, plan=None, incident=False, for_another=True)
        for one in _limited(wanted & others & _FOR_THIS_DOOR, before)
    ]


def _tried(spans: Iterable[Span], wanted: Q) -> list[Use]:
    """What phones refused at the recipient's own door; at a shared one it may be a neighbour's."""
    own = {span.unit.lock_id: span for span in spans if span.own}
    rows = (
        Attempt.objects.filter(wanted, unit__in=own)
        .select_related("employee")
        .order_by("-tried_at")[: USES_A_PAGE * 2]
    )
    return [
        from_attempt(row, own[row.unit_id].unit)
        for row in rows
        if row.unit_id and own[row.unit_id].first <= row.tried_at <= own[row.unit_id].last
    ]


def _before(field: str, moment: datetime | None) -> Q:
    return Q(**{f"{field}__lt": moment}) if moment else Q()
