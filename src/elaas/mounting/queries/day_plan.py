"""A crew's day: what it has promised and taken, in the order in which it drives the least."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from elaas.access.queries.pages import places
from elaas.access.rules import Period
from elaas.doors.models import Building, Home
from elaas.mounting import best_route
from elaas.mounting.models import Appointment, Crew, WorkOrder
from elaas.mounting.queries.calendar import day_bounds, pace, today, working_hours
from elaas.mounting.route import Day, Stop, Timed, Van
from elaas.mounting.rules import Place, Task
from elaas.people.models import Recipient

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """An appointment, or a work order (`reason` says why). `address` is empty where protected.

    `case` and `recipient`: the appointment's. `home`: where it is, None at a common entrance.
    """

    id: UUID
    case: UUID | None
    recipient: UUID | None
    home: UUID | None
    task: Task
    reason: str
    name: str
    address: str
    protected: bool
    with_alarm: bool
    promised: Period | None
    place: Place
    duration: timedelta


class Leg(NamedTuple):
    """One stop of the day, with its times; `late`: minutes after what was promised."""

    errand: Errand
    drive: int
    arrives: datetime
    begins: datetime
    ends: datetime
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewDay:
    """A day in order. `left`: what does not fit; `over`: minutes home after the working hours.

    `leaves`: when to be on the way, for the first stop.
    """

    crew: UUID
    name: str
    day: date
    has_base: bool
    hours: Sequence[Period]
    legs: Sequence[Leg]
    left: Sequence[Errand]
    drive: int
    last_drive: int
    leaves: datetime | None
    home: datetime | None
    over: int

    @property
    def fits(self) -> bool:
        """Whether everything can be done in time."""
        return not self.left and not self.over and not any(leg.late for leg in self.legs)


def crew_day(crew: UUID, *, day: date) -> CrewDay | None:
    """The day of that crew; None: there is none, or it works no more."""
    row = Crew.objects.filter(pk=crew, active=True).first()
    if row is None:
        return None
    hours = working_hours(crew, first=day, last=day)[day]
    return _timed(row, day, hours, errands_between(day, day).get((crew, day), []))


def errands_between(first: date, last: date) -> dict[tuple[UUID, date], list[Errand]]:
    """What crews have promised and taken for these days."""
    begin, end = day_bounds(first, last)
    appointments = (
        Appointment.objects.filter(
            cancelled_at=None,
            case__closed_at=None,
            slot__startswith__gte=begin,
            slot__startswith__lt=end,
        )
        .select_related("case__recipient", "case__home__building")
        .order_by("slot")
    )
    orders = WorkOrder.objects.filter(day__gte=first, day__lte=last, done_at=None)
    rows = list(orders.order_by("opened_at", "id"))
    found: dict[tuple[UUID, date], list[Errand]] = defaultdict(list)
    for one in appointments:
        found[one.crew_id, today(one.slot.lower)].append(_of_appointment(one))
    for row, errand in zip(rows, of_orders(rows), strict=True):
        if row.crew_id is not None and row.day is not None:
            found[row.crew_id, row.day].append(errand)
    return found


def of_orders(orders: Iterable[WorkOrder]) -> list[Errand]:
    """Work orders as errands; no address where somebody's is protected."""
    rows = list(orders)
    homes = Home.objects.select_related("building").in_bulk([one.home_id for one in rows])
    buildings = Building.objects.in_bulk([one.building_id for one in rows])
    hidden = hidden_places([*homes, *buildings])
    errands = []
    for row in rows:
        at: Home | Building | None = (
            homes[row.home_id] if row.home_id else buildings.get(row.building_id)
        )
        protected = at is not None and at.id in hidden
        errands.append(
            Errand(
                id=row.id,
                case=None,
                recipient=None,
                home=row.home_id,
                task=Task(row.task),
                reason=row.reason,
                name=row.unit_id or "",
                address="" if protected or at is None else _address(at),
                protected=protected,
                with_alarm=False,
                promised=None,
                place=_place(at),
                duration=settings.MINUTES_A_DOOR,
            )
        )
    return errands


def hidden_places(ids: Sequence[UUID]) -> set[UUID]:
    """Those of these homes and buildings where somebody's address is protected."""
    cared_for = places.protected(places=ids)
    cases = Recipient.objects.filter(protection__gt="", cases__home__in=ids)
    return cared_for | set(cases.values_list("cases__home", flat=True))


def route_of(errands: Sequence[Errand], *, base: Place, hours: Sequence[Period], day: date) -> Day:
    """The day in minutes; what is promised is the first van's, for there is no other."""
    midnight, _ = day_bounds(day, day)
    spans = [(_minute(one.start, midnight), _minute(one.end, midnight)) for one in hours]
    stops = [_stop(one, midnight, spans) for one in errands]
    return Day(stops=stops, vans=[Van(base, spans)], pace=pace())


def base_of(row: Crew) -> Place:
    """Where the crew's day begins and ends."""
    return Place(row.latitude, row.longitude)


def _timed(row: Crew, day: date, hours: Sequence[Period], errands: Sequence[Errand]) -> CrewDay:
    route = route_of(errands, base=base_of(row), hours=hours, day=day)
    plan = best_route.best(route, proposer=best_route.installed())
    driven = route.timed(0, plan.routes[0])
    midnight, _ = day_bounds(day, day)
    legs = [_leg(one, errands, midnight) for one in driven.stops]
    first = legs[0] if legs else None
    return CrewDay(
        crew=row.id,
        name=row.name,
        day=day,
        has_base=row.latitude is not None,
        hours=hours,
        legs=legs,
        left=[errands[number] for number in plan.left],
        drive=driven.drive,
        last_drive=driven.last_drive,
        leaves=first.begins - _MINUTE * first.drive if first else None,
        home=midnight + _MINUTE * driven.home if first else None,
        over=driven.over,
    )


def _leg(one: Timed, errands: Sequence[Errand], midnight: datetime) -> Leg:
    arrives, begins, ends = (
        midnight + _MINUTE * minute for minute in (one.arrives, one.begins, one.ends)
    )
    return Leg(errands[one.stop], one.drive, arrives, begins, ends, one.late)


def _stop(errand: Errand, midnight: datetime, spans: Sequence[tuple[int, int]]) -> Stop:
    minutes = errand.duration // _MINUTE
    if errand.promised is not None:
        begins = _minute(errand.promised.start, midnight)
        return Stop(errand.place, minutes, begins, begins, 0)
    opens, closes = (spans[0][0], spans[-1][1]) if spans else (0, 0)
    return Stop(errand.place, minutes, opens, max(closes - minutes, opens + 1))


def _of_appointment(row: Appointment) -> Errand:
    case = row.case
    protected = bool(case.recipient.protection)
    return Errand(
        id=row.id,
        case=case.id,
        recipient=case.recipient_id,
        home=case.home_id,
        task=Task(case.task),
        reason="",
        name=f"{case.recipient.given} {case.recipient.family}".strip(),
        address="" if protected else _address(case.home),
        protected=protected,
        with_alarm=case.with_alarm,
        promised=Period(row.slot.lower, row.slot.upper),
        place=_place(case.home),
        duration=row.slot.upper - row.slot.lower,
    )


def _address(at: Home | Building) -> str:
    dwelling = at.dwelling if isinstance(at, Home) else ""
    return ", ".join(part for part in (at.address, dwelling) if part)


def _place(at: Home | Building | None) -> Place:
    if isinstance(at, Home) and at.latitude is None and at.building is not None:
        at = at.building
    return Place(at.latitude, at.longitude) if at else Place()


def _minute(moment: datetime, midnight: datetime) -> int:
    return (moment - midnight) // _MINUTE
