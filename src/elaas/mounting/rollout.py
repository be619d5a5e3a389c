"""How far the rollout has come, and when it may be done: facts in, answers out.

A week is an ISO week, and named by its Monday.
"""

import statistics
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from elaas.mounting.holidays import holiday
from elaas.mounting.rules import Hours

# What is in no postal code that may be shown: there live too few, or the address is protected.
OTHERS = ""
# With fewer weeks behind us a median says nothing.
ENOUGH = 4
# Nobody knows what happens later than that.
HORIZON = 3 * 52
WEEK = timedelta(days=7)
_DIGITS = 4


class Stage(StrEnum):
    """How far a home has come; of a week: that it came so far in it."""

    WAITING = "waiting"
    INVITED = "invited"
    BOOKED = "booked"
    MOUNTED = "mounted"
    REMOVED = "removed"


Counts: TypeAlias = Counter[Stage]


class Crew(NamedTuple):
    """For how many doors a crew has time on each weekday (Monday is 0), and when it does not work.

    The last day of those is one of them.
    """

    doors: Sequence[int]
    closed: Collection[tuple[date, date]]


class Past(NamedTuple):
    """A week that is over: doors mounted in it, and doors the crews had time for."""

    monday: date
    doors: int
    capacity: int


class Limit(StrEnum):
    """What decides when the rollout is done."""

    PACE = "pace"  # it goes on as it went
    CREWS = "crews"  # the crews' calendar has no time for that


class Unknown(StrEnum):
    """Why nothing can be foretold."""

    DONE = "done"
    NO_CREWS = "no_crews"
    TOO_LITTLE = "too_little"
    STANDS_STILL = "stands_still"


class Rates(NamedTuple):
    """Doors a week: a quarter of the weeks were slower than `low`, a quarter faster than `high`."""

    low: float
    median: float
    high: float


class Left(NamedTuple):
    """Doors left when that week begins, at each of the rates."""

    monday: date
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """In which week the last door is mounted; None: not within HORIZON weeks.

    `earliest` at the high rate, `likely` at the median, `latest` at the low one. `weeks`: how many
    the rates were taken from. `course`: how it goes until the last known of these.
    """

    rates: Rates
    weeks: int
    earliest: date | None
    likely: date | None
    latest: date | None
    limit: Limit
    course: tuple[Left, ...]


def monday_of(day: date) -> date:
    """The Monday of that day's ISO week."""
    return day - timedelta(days=day.weekday())


def shown_codes(homes: Mapping[str, int], *, fewest: int) -> frozenset[str]:
    """The postal codes that may be shown by themselves: nobody in them is recognised.

    `homes`: how many homes each has. A code with fewer than `fewest` goes to the others; and so do
    the smallest of the rest until the others, too, are none or as many as that.
    """
    large = [code for code in homes if _is_code(code) and homes[code] >= fewest]
    others = sum(homes.values()) - sum(homes[code] for code in large)
    large.sort(key=lambda code: (homes[code], code), reverse=True)
    while large and 0 < others < fewest:
        others += homes[large.pop()]
    return frozenset(large)


def grouped(
    counts: Iterable[tuple[str, Stage, int]], *, shown: Collection[str]
) -> dict[str, Counts]:
    """The counts of each shown code, in order, and of the OTHERS, last, if there are any."""
    found: dict[str, Counts] = {}
    for code, stage, count in counts:
        found.setdefault(code if code in shown else OTHERS, Counter())[stage] += count
    return {code: found[code] for code in sorted(found, key=lambda code: (code == OTHERS, code))}


def doors_a_day(hours: Collection[Hours], *, a_door: timedelta) -> list[int]:
    """For how many doors there is time on each weekday. `a_door`: with the drive to it."""
    return [
        timedelta(minutes=sum(_minutes(one) for one in hours if one.weekday == weekday)) // a_door
        for weekday in range(7)
    ]


def capacity(monday: date, crews: Collection[Crew]) -> int:
    """For how many doors the crews have time in that week."""
    days = [monday + timedelta(days=number) for number in range(7)]
    return sum(
        crew.doors[weekday]
        for weekday, day in enumerate(days)
        if not holiday(day)
        for crew in crews
        if crew.doors[weekday] and not any(begin <= day <= end for begin, end in crew.closed)
    )


def forecast(
    *, left: int, past: Sequence[Past], first: date, capacity_in: Callable[[date], int]
) -> Forecast | Unknown:
    """When `left` doors are mounted, if it goes on from the week `first` as it went.

    `past`: the weeks to learn from, in order. Weeks before the first door was mounted, and those
    in which no crew worked, teach nothing.
    """
    if left <= 0:
        return Unknown.DONE
    seen = [week.doors for week in _taught(past)]
    if len(seen) < ENOUGH:
        return Unknown.TOO_LITTLE
    rates = Rates(*statistics.quantiles(seen, n=4, method="inclusive"))
    if rates.median <= 0:
        return Unknown.STANDS_STILL
    mondays = [first + WEEK * number for number in range(HORIZON)]
    time = {monday: capacity_in(monday) for monday in mondays}
    if not any(time.values()):
        return Unknown.NO_CREWS
    courses = [list(_course(left, rate, time)) for rate in rates]
    slow, likely, fast = (_end(course, time) for course in courses)
    return Forecast(
        rates=rates,
        weeks=len(seen),
        earliest=fast,
        likely=likely,
        latest=slow,
        limit=_limit(rates.median, likely, time),
        course=_together(courses, slow or likely or fast or max(time), first),
    )


def _is_code(code: str) -> bool:
    return len(code) == _DIGITS and code.isascii() and code.isdigit()


def _minutes(one: Hours) -> int:
    return (one.ends.hour - one.starts.hour) * 60 + one.ends.minute - one.starts.minute


def _taught(past: Sequence[Past]) -> list[Past]:
    begun = next((number for number, week in enumerate(past) if week.doors), len(past))
    return [week for week in past[begun:] if week.capacity or week.doors]


def _course(left: int, rate: float, time: Mapping[date, int]) -> Iterator[float]:
    """Doors left at the beginning of each week, the first of them first, and of that after it."""
    remaining = float(left)
    yield remaining
    for can in time.values():
        remaining = max(remaining - min(rate, can), 0.0)
        yield remaining


def _end(course: Sequence[float], time: Mapping[date, int]) -> date | None:
    weeks = list(time)
    number = sum(1 for _ in takewhile(lambda remaining: remaining > 0, course))
    return weeks[number - 1] if number <= len(weeks) else None


def _limit(rate: float, likely: date | None, time: Mapping[date, int]) -> Limit:
    """The crews, if they have less time than it takes in at least half of the weeks."""
    weeks = [can for monday, can in time.items() if likely is None or monday <= likely]
    short = sum(1 for can in weeks if can < rate)
    return Limit.CREWS if 2 * short >= len(weeks) else Limit.PACE


def _together(courses: Sequence[Sequence[float]], last: date, first: date) -> tuple[Left, ...]:
    """Doors left at the beginning of each week, from the first to the one after the `last`."""
    shown = (last - first) // WEEK + 2
    rows = zip(*(course[:shown] for course in courses), strict=True)
    return tuple(Left(first + WEEK * number, *row) for number, row in enumerate(rows))
