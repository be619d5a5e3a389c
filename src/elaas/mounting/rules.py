"""Which times can be booked, and which of them make good routes for those who drive.

Facts in, answers out. Times are aware; what is on one day is on that day in the given zone.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from elaas.access.rules import Period
from elaas.mounting.holidays import Holiday, holiday

# People are given times they can remember; Norway's offset from UTC is whole hours, as these are.
GRID = timedelta(minutes=15)
_EARTH_KM = 6371.0088  # mean radius (IUGG)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


class Task(StrEnum):
    """What a crew comes for."""

    MOUNT = "mount"
    SERVICE = "service"
    REMOVE = "remove"


class OrderReason(StrEnum):
    """What a work order came from."""

    BATTERY_LOW = "battery_low"
    JAMMED = "jammed"
    NO_CONTACT = "no_contact"
    FAULT_REPORTED = "fault_reported"
    KEY_BOX_STOLEN = "key_box_stolen"  # every cylinder its key opens
    NOBODY_NEEDS_IT = "nobody_needs_it"  # a common entrance behind which nobody has services
    AFTER_A_REFUSAL = "after_a_refusal"  # board or landlord said no to what is mounted


class Place(NamedTuple):
    """Where something is, in degrees; None: not known."""

    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long it takes from one place to another: straight line times `detour` at `speed`.

    `unknown`: how long, where one of the places is not known.
    """

    speed: float  # km/h
    detour: float
    unknown: timedelta


class Visit(NamedTuple):
    """Something a crew has promised already, or is to promise."""

    start: datetime
    end: datetime
    place: Place


class Hours(NamedTuple):
    """When a crew works on a weekday (Monday is 0), local time."""

    weekday: int
    starts: time
    ends: time


class Round(NamedTuple):
    """One crew's day: working hours in order, and what is booked, in order."""

    crew: UUID
    base: Place
    spans: Sequence[Period]
    visits: Sequence[Visit]


class Slot(NamedTuple):
    """A time that can be booked; `added`: minutes of driving more than without it."""

    added: int
    start: datetime
    crew: UUID


class Why(StrEnum):
    """Why there is no time on a day."""

    HOLIDAY = "holiday"
    CLOSED = "closed"
    NOT_WORKING = "not_working"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    FULL = "full"


class DayPart(StrEnum):
    """Parts of a day, as people choose."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"


class Day(NamedTuple):
    """A day's times, those that make good routes first; none: `why`, and on which holiday."""

    date: date
    slots: Sequence[Slot]
    why: Why | None = None
    holiday: Holiday | None = None


_BEGINS = {DayPart.MORNING: 0, DayPart.MIDDAY: 11, DayPart.AFTERNOON: 14}  # hour of the day


def time_needed(
    *, doors: int, a_door: timedelta, with_alarm: bool, an_alarm: timedelta
) -> timedelta:
    """How long a visit takes; at least one door's time, for somebody has to come and look."""
    return a_door * max(doors, 1) + (an_alarm if with_alarm else timedelta())


def minutes_between(one: Place, other: Place, pace: Pace) -> int:
    """How long from one place to the other, in whole minutes, rounded up."""
    if None in one or None in other:
        return math.ceil(pace.unknown / _MINUTE)
    if one == other:
        return 0
    return math.ceil(_straight_km(one, other) * pace.detour / pace.speed * 60)


def travel(one: Place, other: Place, *, pace: Pace) -> timedelta:
    """How long from one place to the other, in whole minutes, rounded up."""
    return _MINUTE * minutes_between(one, other, pace)


def working(day: date, hours: Iterable[Hours], *, zone: tzinfo) -> list[Period]:
    """The working hours of that day, in order, in UTC: on a night of summer time an hour is lost.

    None on a public holiday.
    """
    if holiday(day):
        return []
    spans = (
        Period(_at(day, one.starts, zone), _at(day, one.ends, zone))
        for one in hours
        if one.weekday == day.weekday()
    )
    return sorted((span for span in spans if span.start < span.end), key=lambda span: span.start)


def free(
    rounds: Iterable[Round], *, place: Place, duration: timedelta, earliest: datetime, pace: Pace
) -> list[Slot]:
    """One day's times, no earlier than `earliest`; good routes first, and then the early ones.

    Each start once, with the crew for whom it is the least detour. The crew gets there in time
    from where it was before, and in time to where it is next; its base counts as such, too.
    """
    best: dict[datetime, Slot] = {}
    for one in rounds:
        for slot in _free(one, place, duration, earliest, pace):
            known = best.get(slot.start)
            if known is None or slot < known:
                best[slot.start] = slot
    return sorted(best.values())


def why_none(day: date, *, rounds: Sequence[Round], works: bool, first: date, last: date) -> Why:
    """Why a day without any time has none. `works`: the crews work on such a weekday.

    `first` and `last`: the days that can be booked at all.
    """
    if holiday(day):
        return Why.HOLIDAY
    if not works:
        return Why.NOT_WORKING
    if day > last:
        return Why.TOO_FAR
    if not any(one.spans for one in rounds):
        return Why.CLOSED
    return Why.TOO_SOON if day <= first else Why.FULL


def part(start: datetime, *, zone: tzinfo) -> DayPart:
    """Which part of the day that is."""
    hour = start.astimezone(zone).hour
    return max((one for one in DayPart if _BEGINS[one] <= hour), key=_BEGINS.__getitem__)


def suggested(days: Iterable[Day], *, count: int) -> list[Slot]:
    """The `count` times that make the best routes, one a day, in the order of time."""
    best = sorted(day.slots[0] for day in days if day.slots)[:count]
    return sorted(best, key=lambda slot: slot.start)


def nearest(days: Iterable[Day], wanted: datetime, *, count: int) -> list[Slot]:
    """The `count` times nearest to `wanted`, in the order of time."""
    slots = (slot for day in days for slot in day.slots)
    near = sorted(slots, key=lambda slot: (abs(slot.start - wanted), slot.start))[:count]
    return sorted(near, key=lambda slot: slot.start)


def _free(
    one: Round, place: Place, duration: timedelta, earliest: datetime, pace: Pace
) -> Iterator[Slot]:
    if not one.spans:
        return
    begins, ends = one.spans[0].start, one.spans[-1].end
    stops = [Visit(begins, begins, one.base), *one.visits, Visit(ends, ends, one.base)]
    for before, after in pairwise(stops):
        there = minutes_between(before.place, place, pace)
        onwards = minutes_between(place, after.place, pace)
        added = there + onwards - minutes_between(before.place, after.place, pace)
        soonest = max(before.end + _MINUTE * there, earliest)
        latest = after.start - _MINUTE * onwards - duration
        for span in one.spans:
            start = _on_grid(max(soonest, span.start))
            last = min(latest, span.end - duration)
            while start <= last:
                yield Slot(added, start, one.crew)
                start += GRID


def _straight_km(one: Place, other: Place) -> float:
    """Great circle distance (haversine)."""
    lat1, lon1, lat2, lon2 = (math.radians(angle or 0.0) for angle in (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _on_grid(moment: datetime) -> datetime:
    """The first moment of the grid that is not before it."""
    over = (moment - _EPOCH) % GRID
    return moment + (GRID - over) if over else moment


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
