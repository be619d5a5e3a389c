"""Work orders that are open, and on which day a crew would drive the least for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from elaas.mounting import best_route
from elaas.mounting.models import Crew, WorkOrder
from elaas.mounting.queries.calendar import today, working_hours
from elaas.mounting.queries.day_plan import Errand, base_of, errands_between, of_orders, route_of

LISTED = 100
_DAYS = 14
_OFFERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """An order that is not done. `late`: its day has passed."""

    errand: Errand
    opened_at: datetime
    crew: str
    crew_id: UUID | None
    day: date | None
    late: bool


class Offer(NamedTuple):
    """A crew's day on which an order fits; `added`: minutes of driving more than without it."""

    added: int
    day: date
    crew: str
    crew_id: UUID


def open_orders(*, now: datetime) -> list[OpenOrder]:
    """Those nobody has taken first, the oldest first; LISTED at most."""
    rows = WorkOrder.objects.filter(done_at=None).select_related("crew")
    untaken_first = F("day").asc(nulls_first=True)
    return _shown(list(rows.order_by(untaken_first, "opened_at", "id")[:LISTED]), now)


def open_order(order: UUID, *, now: datetime) -> OpenOrder | None:
    """That order; None: there is none, or it is done."""
    rows = WorkOrder.objects.filter(pk=order, done_at=None).select_related("crew")
    return next(iter(_shown(list(rows), now)), None)


def offers(order: UUID, *, now: datetime) -> list[Offer]:
    """The crews' days of the next two weeks on which it costs the least driving; the best first.

    Today is one of them only for what is left of the day; so it is not offered.
    """
    row = WorkOrder.objects.filter(pk=order, done_at=None).first()
    if row is None:
        return []
    [wanted] = of_orders([row])
    first = today(now) + timedelta(days=1)
    last = first + timedelta(days=_DAYS - 1)
    planned = errands_between(first, last)
    found: list[Offer] = []
    for crew in Crew.objects.filter(active=True).order_by("name"):
        for day, spans in working_hours(crew.id, first=first, last=last).items():
            others = [one for one in planned.get((crew.id, day), ()) if one.id != order]
            route = route_of([*others, wanted], base=base_of(crew), hours=spans, day=day)
            added = best_route.added(route, len(others)) if spans else None
            if added is not None:
                found.append(Offer(added, day, crew.name, crew.id))
    return sorted(found)[:_OFFERED]


def _shown(rows: Sequence[WorkOrder], now: datetime) -> list[OpenOrder]:
    return [
        OpenOrder(
            errand=errand,
            opened_at=row.opened_at,
            crew=row.crew.name if row.crew else "",
            crew_id=row.crew_id,
            day=row.day,
            late=row.day is not None and row.day < today(now),
        )
        for row, errand in zip(rows, of_orders(rows), strict=True)
    ]
