"""In which order a crew drives, and when it is where. Plain Python; minutes are of one day.

The same clock (`timed`) judges every order, whoever proposes it: `best` here, or `pyvrp`.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from elaas.mounting.rules import Pace, Place, minutes_between

Order = list[int]  # numbers of stops


class Stop(NamedTuple):
    """Something to do: it begins from `earliest` to `latest`. An appointment begins just then.

    `van`: only this one comes (its number); None: any.
    """

    place: Place
    minutes: int
    earliest: int
    latest: int
    van: int | None = None

    @property
    def fixed(self) -> bool:
        """Whether it is promised to somebody."""
        return self.earliest == self.latest


class Van(NamedTuple):
    """A crew: where its day begins and ends, and when it works, in order."""

    base: Place
    spans: Sequence[tuple[int, int]]


class Timed(NamedTuple):
    """A stop on the way: driving there, arriving, beginning, ending; `late`: after its time."""

    stop: int
    drive: int
    arrives: int
    begins: int
    ends: int
    late: int


class Driven(NamedTuple):
    """A whole day. `home`: back at the base; `over`: minutes after the working hours."""

    stops: Sequence[Timed]
    last_drive: int
    home: int
    over: int

    @property
    def drive(self) -> int:
        """Minutes at the wheel."""
        return self.last_drive + sum(one.drive for one in self.stops)

    @property
    def late(self) -> int:
        """Minutes by which promises and working hours are not kept."""
        return self.over + sum(one.late for one in self.stops)


class Day:
    """What is to be done on one day, by whom, and how long every drive takes."""

    def __init__(self, *, stops: Sequence[Stop], vans: Sequence[Van], pace: Pace) -> None:
        """The bases are places too: the first of them follows the last stop."""
        self.stops, self.vans = stops, vans
        places = [one.place for one in stops] + [one.base for one in vans]
        known: dict[tuple[Place, Place], int] = {}
        for one in places:
            for other in places:
                if (one, other) not in known:
                    known[one, other] = minutes_between(one, other, pace)
        self.between = [[known[one, other] for other in places] for one in places]

    def base(self, van: int) -> int:
        """The number of the van's base among the places."""
        return len(self.stops) + van

    def drive(self, van: int, order: Order) -> int:
        """Minutes at the wheel."""
        base, between = self.base(van), self.between
        return sum(between[one][other] for one, other in pairwise([base, *order, base]))

    def late(self, van: int, order: Order) -> int:
        """Minutes by which promises and working hours are not kept; as `timed`, but quick."""
        return self._late(van, order) if order else 0

    def _late(self, van: int, order: Order) -> int:
        at, spans, late = self.base(van), self.vans[van].spans, 0
        now = spans[0][0] if spans else 0
        for number in order:
            stop = self.stops[number]
            now += self.between[at][number]
            begins = _begins(stop, now, spans)
            late += max(begins - stop.latest, 0)
            now, at = begins + stop.minutes, number
        now += self.between[at][self.base(van)]
        return late + max(now - (spans[-1][1] if spans else 0), 0)

    def timed(self, van: int, order: Order) -> Driven:
        """When the crew is where, if it drives in this order, leaving as late as it can."""
        found, at, spans = [], self.base(van), self.vans[van].spans
        now = spans[0][0] if spans else 0
        for number in order:
            stop, drive = self.stops[number], self.between[at][number]
            arrives = now + drive
            begins = _begins(stop, arrives, spans)
            ends, late = begins + stop.minutes, max(begins - stop.latest, 0)
            found.append(Timed(number, drive, arrives, begins, ends, late))
            now, at = ends, number
        last = self.between[at][self.base(van)] if order else 0
        closes = spans[-1][1] if spans else 0
        return Driven(found, last, now + last, max(now + last - closes, 0) if order else 0)

    def allowed(self, van: int, order: Order) -> bool:
        """Whether no stop is another van's."""
        return all(self.stops[one].van in (None, van) for one in order)


def promised(day: Day) -> list[Order]:
    """What is fixed already, by van, in the order of time: a route must keep these."""
    found: list[Order] = [[] for _ in day.vans]
    for number, stop in sorted(enumerate(day.stops), key=lambda one: one[1].earliest):
        if stop.fixed and stop.van is not None:
            found[stop.van].append(number)
    return found


def insertions(day: Day, number: int, routes: Sequence[Order]) -> Iterator[tuple[int, int, int]]:
    """Added minutes, van and position for each way to put a stop in, without asking the clock."""
    only = day.stops[number].van
    for van, order in enumerate(routes):
        if only not in (None, van):
            continue
        base = day.base(van)
        for position, (before, after) in enumerate(pairwise([base, *order, base])):
            between = day.between
            added = between[before][number] + between[number][after] - between[before][after]
            yield added, van, position


def _begins(stop: Stop, arrives: int, spans: Sequence[tuple[int, int]]) -> int:
    """What is promised begins at its time; the rest within the working hours, not across a gap."""
    begins = max(arrives, stop.earliest)
    if stop.fixed:
        return begins
    for start, end in spans:
        if max(begins, start) + stop.minutes <= end:
            return max(begins, start)
    return begins
