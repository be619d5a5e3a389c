"""Visits for other systems, as the care system counts them: one, whoever many go there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from elaas.access.models import Assignment, AssignmentKind
from elaas.access.queries.exchange.wanted import ALWAYS, Moments, Page, Reference, References

_NEVER = Q(pk__in=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit, its people and its place by the care system's ids; `place` is empty for none.

    `cancelled`: it was taken from everybody, and `practitioners` are those who had it.
    """

    id: str
    kind: str
    for_care: bool
    service: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    changed_at: datetime
    practitioners: tuple[str, ...]
    patient: str
    place: str
    recipient: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Which visits are wanted: one of each of `actors`, and beginning at one of these moments."""

    actors: Sequence[References] = ()
    at: Moments = ALWAYS


def visits(wanted: Visits, *, after: str, count: int) -> Page[Visit]:
    """At most `count` of them, in the order of their ids, after the one with that id."""
    rows = _counted().filter(wanted.at.of("starts_at"), source_id__gt=after)
    for references in wanted.actors:
        some = _NEVER
        for one in references:
            some |= _goes(one)
        # A visit of two has one row for each of them.
        rows = rows.filter(source_id__in=_counted().filter(some).values("source_id"))
    ids = list(
        rows.order_by("source_id").values_list("source_id", flat=True).distinct()[: count + 1]
    )
    shown = ids[:count]
    return Page(_named(shown), shown[-1] if len(ids) > count else "")


def visit(visit_id: str) -> Visit | None:
    """The one with this id of the care system's."""
    return next(iter(_named([visit_id])), None)


def _counted() -> QuerySet[Assignment]:
    """The rows that say how a visit is: those that stand, or all where none does."""
    stands = Assignment.objects.filter(source_id=OuterRef("source_id"), withdrawn_at=None)
    return Assignment.objects.filter(Q(withdrawn_at=None) | ~Exists(stands))


def _goes(actor: Reference) -> Q:
    match actor.type:
        case "Patient":
            return Q(recipient__source_id=actor.id)
        case "Practitioner":
            return Q(employee__source_id=actor.id)
        case "Location":
            return Q(home__source_id=actor.id)
    return _NEVER


def _named(ids: Sequence[str]) -> tuple[Visit, ...]:
    rows: dict[str, list[Assignment]] = defaultdict(list)
    for row in (
        _counted()
        .filter(source_id__in=ids)
        .select_related("employee", "recipient", "home")
        .order_by("source_id", "starts_at", "id")
    ):
        rows[row.source_id].append(row)
    return tuple(_visit(rows[one]) for one in ids if one in rows)


def _visit(rows: Sequence[Assignment]) -> Visit:
    last = max(rows, key=lambda row: row.source_version)
    changes = [change for row in rows for change in (row.source_version, row.withdrawn_at)]
    return Visit(
        id=last.source_id,
        kind=last.kind,
        for_care=last.kind == AssignmentKind.CARE,
        service=last.service,
        starts_at=last.starts_at,
        ends_at=last.ends_at,
        cancelled=last.withdrawn_at is not None,
        changed_at=max(change for change in changes if change is not None),
        practitioners=tuple(dict.fromkeys(row.employee.source_id for row in rows)),
        patient=last.recipient.source_id if last.recipient else "",
        place=last.home.source_id if last.home else "",
        recipient=last.recipient_id,
    )
