"""What units cost the municipality, by year and kind: facts in, answers out. Plain Python.

Letter: «Trondheim kommune vil stå for alle utgifter inkludert kjøp og lisens av produktet,
montering og demontering.» Amounts are whole øre, so that sums are exact.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias

_MONTHS = 12


class Kind(StrEnum):
    """What was paid for."""

    PURCHASE = "purchase"
    LICENCE = "licence"
    MOUNTING = "mounting"
    SERVICE = "service"
    REMOVAL = "removal"
    PARTS = "parts"  # of the old lock, bought or repaired
    REPAIR = "repair"
    DAMAGE = "damage"


class Paid(NamedTuple):
    """What was paid for a unit in a year, in øre; `unit` empty: for none in particular."""

    unit: str
    year: int
    kind: Kind
    ore: int


class Visits(NamedTuple):
    """How often a crew came to a unit in a year; each visit has the same price."""

    unit: str
    year: int
    kind: Kind
    times: int


class Move(NamedTuple):
    """A unit came onto a door, or off it; `visit`: because a crew was there.

    `month`: how many months after January of the year 0.
    """

    unit: str
    month: int
    on: bool
    visit: bool


class Prices(NamedTuple):
    """In øre: of a unit's licence for a month, and of a crew's visit to one door."""

    licence: int
    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known; each unit's `moves` in order."""

    paid: Iterable[Paid]
    visits: Iterable[Visits]
    moves: Iterable[Move]


Costs: TypeAlias = Counter[tuple[int, Kind]]  # øre, by year and kind


def costs(facts: Facts, *, prices: Prices, today: date) -> Costs:
    """What these units cost together until today, by year and kind; what cost nothing is left out.

    A licence is paid for each calendar month in which the unit was on a door, the present one, too.
    """
    moves = list(facts.moves)
    found: Costs = Counter()
    for one in facts.paid:
        found[one.year, one.kind] += one.ore
    for visit in facts.visits:
        found[visit.year, visit.kind] += visit.times * prices.visit
    for (year, kind), times in _visits(moves).items():
        found[year, kind] += times * prices.visit
    for year, months in _months_in_use(moves, today).items():
        found[year, Kind.LICENCE] += months * prices.licence
    return +found


def by_kind(found: Costs) -> Counter[Kind]:
    """The same, all years together."""
    kinds: Counter[Kind] = Counter()
    for (_, kind), ore in found.items():
        kinds[kind] += ore
    return kinds


def month(day: date) -> int:
    """Which month that is, as in Move."""
    return day.year * _MONTHS + day.month - 1


def _visits(moves: Iterable[Move]) -> Costs:
    """How many there were, by year and kind."""
    times = Counter((one.month, one.on) for one in moves if one.visit)
    found: Costs = Counter()
    for (when, on), count in times.items():
        found[when // _MONTHS, Kind.MOUNTING if on else Kind.REMOVAL] += count
    return found


def _months_in_use(moves: Iterable[Move], today: date) -> Counter[int]:
    """In how many months of each year a unit was on a door, counted for each unit."""
    since: dict[str, int] = {}
    counted: dict[str, int] = {}  # the first month that is not counted yet
    spans: Counter[tuple[int, int]] = Counter()
    for one in moves:
        if one.on:
            since.setdefault(one.unit, one.month)
        elif one.unit in since:
            begin = max(since.pop(one.unit), counted.get(one.unit, 0))
            counted[one.unit] = one.month + 1
            spans[begin, one.month + 1] += 1
    end = month(today) + 1
    spans.update((max(first, counted.get(unit, 0)), end) for unit, first in since.items())
    found: Counter[int] = Counter()
    for (begin, until), times in spans.items():
        for one_month in range(begin, until):
            found[one_month // _MONTHS] += times
    return found
