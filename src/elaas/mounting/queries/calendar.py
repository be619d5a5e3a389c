"""Crews' calendars, and the times that are free in them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from elaas.access.rules import Period
from elaas.database.bulk import fetch
from elaas.mounting import rules
from elaas.mounting.holidays import holiday
from elaas.mounting.models import Closure, Crew, WorkingHours
from elaas.mounting.rules import Day, Hours, Pace, Place, Round, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a time is wanted for. `case`: its own appointment is no hindrance when it is moved."""

    case: UUID
    place: Place
    duration: timedelta


class Bookable(NamedTuple):
    """The days that can be booked, and the first moment on the first of them."""

    first: date
    last: date
    earliest: datetime


class CrewHours(NamedTuple):
    """A crew, when it works, and the days on which it does not (the last is one of them)."""

    id: UUID
    base: Place
    hours: list[Hours]
    closed: list[tuple[date, date]]


def pace() -> Pace:
    """How fast crews get from home to home, as set."""
    return Pace(
        speed=settings.TRAVEL_SPEED,
        detour=settings.TRAVEL_DETOUR,
        unknown=settings.TRAVEL_UNKNOWN,
    )


def zone() -> tzinfo:
    """Where crews work."""
    return ZoneInfo(settings.TIME_ZONE)


def today(now: datetime) -> date:
    """The day it is where crews work."""
    return now.astimezone(zone()).date()


def bookable(*, now: datetime) -> Bookable:
    """When something can be booked that is wanted `now`."""
    earliest = now + settings.BOOKING_NOTICE
    last = (now + settings.BOOKING_HORIZON).astimezone(zone()).date()
    return Bookable(earliest.astimezone(zone()).date(), last, earliest)


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From when until when these days last, where crews work."""
    begin, end = (
        datetime.combine(day, time.min, tzinfo=zone()).astimezone(UTC)
        for day in (first, last + timedelta(days=1))
    )
    return begin, end


def working_day(crew: UUID, *, day: date) -> Period | None:
    """From when until when the crew works that day; None: it does not."""
    found = next((one for one in working_crews(day, day) if one.id == crew), None)
    spans = _spans(found, day) if found else []
    return Period(spans[0].start, max(span.end for span in spans)) if spans else None


def free_days(wanted: Wanted, *, first: date, last: date, now: datetime) -> list[Day]:
    """Each day from `first` to `last`: its free times, good routes first, or why there are none."""
    crews = working_crews(first, last)
    booked = _booked(wanted.case, first, last)
    limits = bookable(now=now)
    weekdays = {one.weekday for crew in crews for one in crew.hours}
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [_day(day, crews, booked, wanted, limits, weekdays) for day in days]


def _day(
    day: date,
    crews: Collection[CrewHours],
    booked: Mapping[tuple[UUID, date], list[Visit]],
    wanted: Wanted,
    limits: Bookable,
    weekdays: set[int],
) -> Day:
    rounds = [
        Round(crew.id, crew.base, _spans(crew, day), booked.get((crew.id, day), ()))
        for crew in crews
    ]
    slots = (
        rules.free(
            rounds,
            place=wanted.place,
            duration=wanted.duration,
            earliest=limits.earliest,
            pace=pace(),
        )
        if limits.first <= day <= limits.last
        else []
    )
    if slots:
        return Day(day, slots)
    works = day.weekday() in weekdays
    why = rules.why_none(day, rounds=rounds, works=works, first=limits.first, last=limits.last)
    return Day(day, (), why, holiday(day))


def _spans(crew: CrewHours, day: date) -> list[Period]:
    if any(first <= day <= last for first, last in crew.closed):
        return []
    return rules.working(day, crew.hours, zone=zone())


def working_crews(first: date, last: date) -> list[CrewHours]:
    """The crews that work, and when; of the days they do not, those from `first` to `last`."""
    hours: dict[UUID, list[Hours]] = defaultdict(list)
    for row in WorkingHours.objects.filter(crew__active=True):
        hours[row.crew_id].append(Hours(row.weekday, row.starts, row.ends))
    closed: dict[UUID | None, list[tuple[date, date]]] = defaultdict(list)
    for closure in Closure.objects.filter(first__lte=last, last__gte=first):
        closed[closure.crew_id].append((closure.first, closure.last))
    return [
        CrewHours(
            crew.id,
            Place(crew.latitude, crew.longitude),
            hours[crew.id],
            [*closed[crew.id], *closed[None]],
        )
        for crew in Crew.objects.filter(active=True).order_by("id")
    ]


def _booked(case: UUID, first: date, last: date) -> dict[tuple[UUID, date], list[Visit]]:
    """What is booked, by crew and day, in order; but for this case's own."""
    statement = """
        SELECT crew_id, lower(slot), upper(slot),
               coalesce(home.latitude, building.latitude),
               coalesce(home.longitude, building.longitude)
        FROM mounting_appointment AS appointment
        JOIN mounting_mountingcase AS wanted ON wanted.id = case_id
        JOIN doors_home AS home ON home.id = home_id
        LEFT JOIN doors_building AS building ON building.id = building_id
        WHERE cancelled_at IS NULL AND case_id <> %s::uuid AND slot && tstzrange(%s, %s)
        ORDER BY lower(slot)
    """
    begin, end = day_bounds(first, last)
    found: dict[tuple[UUID, date], list[Visit]] = defaultdict(list)
    here = zone()
    for crew, start, until, latitude, longitude in fetch(
        connection, statement, [str(case), begin, end]
    ):
        visit = Visit(start, until, Place(latitude, longitude))
        found[crew, start.astimezone(here).date()].append(visit)
    return found


def working_hours(crew: UUID, *, first: date, last: date) -> dict[date, list[Period]]:
    """When that crew works on each day from `first` to `last`; on some it does not."""
    found = [one for one in working_crews(first, last) if one.id == crew]
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: _spans(found[0], day) if found else [] for day in days}
