"""The best order we find: cheapest insertion, then small changes as long as they shorten the way.

Where `pyvrp` is installed (`elaas[route]`) it proposes an order too, and the shorter one counts.
"""

import importlib
import importlib.util
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from elaas.mounting.route import Day, Order, insertions, promised

_LONGEST_PIECE = 3
_ROUNDS = 20  # of taking stops out and putting them in again
_TAKEN_OUT = 4
Proposer = Callable[[Day], list[Order] | None]


class Plan(NamedTuple):
    """Each van's order, and what does not fit into anybody's day."""

    routes: Sequence[Order]
    left: Sequence[int]

    def cost(self, day: Day) -> tuple[int, int]:
        """How many are left, and minutes at the wheel: less is better."""
        driven = sum(day.drive(van, order) for van, order in enumerate(self.routes))
        return len(self.left), driven


def best(day: Day, *, rounds: int = _ROUNDS, proposer: Proposer | None = None) -> Plan:
    """The shortest plan found that is no later anywhere than what is promised makes it.

    `proposer`: as `installed` answers it; None: none.
    """
    found = greedy(day, rounds=rounds)
    proposed = proposer(day) if proposer else None
    if proposed is None or not _Search(day).keeps(proposed):
        return found
    seen = {number for order in proposed for number in order}
    other = Plan(proposed, [one for one in range(len(day.stops)) if one not in seen])
    return min(found, other, key=lambda one: one.cost(day))


def added(day: Day, number: int) -> int | None:
    """Minutes of driving more if that stop is done, too; None: it does not fit."""
    search, routes = _Search(day), promised(day)
    fixed = {one for order in routes for one in order}
    others = [one for one in range(len(day.stops)) if one not in fixed and one != number]
    search.insert(routes, others)
    search.improve(routes)
    before = Plan(routes, []).cost(day)
    return None if search.insert(routes, [number]) else Plan(routes, []).cost(day)[1] - before[1]


@cache
def installed() -> Proposer | None:
    """What `pyvrp` proposes; None: it is not installed."""
    if importlib.util.find_spec("pyvrp") is None:
        return None
    propose: Proposer = importlib.import_module("elaas.mounting.route_pyvrp").propose
    return propose


def greedy(day: Day, *, rounds: int = _ROUNDS) -> Plan:
    """In plain Python alone; the same day gives the same plan."""
    search = _Search(day)
    routes = promised(day)
    fixed = {number for order in routes for number in order}
    free = [number for number in range(len(day.stops)) if number not in fixed]
    left = search.insert(routes, free)
    search.improve(routes)
    plan = Plan(routes, search.insert(routes, left))
    choice = random.Random(1)  # noqa: S311  (nothing secret; the same each time)
    for _ in range(rounds if len(free) > 1 else 0):
        plan = min(plan, _again(search, plan, free, choice), key=lambda one: one.cost(day))
    return plan


def _again(search: "_Search", plan: Plan, free: list[int], choice: random.Random) -> Plan:
    """Take out some stops near one another, and put them in again."""
    centre = choice.choice(free)
    near = sorted(free, key=lambda one: search.day.between[centre][one] * (0.5 + choice.random()))
    out = set(near[: choice.randint(2, max(2, min(3 * _TAKEN_OUT, len(free) // 2)))])
    routes = [[one for one in order if one not in out] for order in plan.routes]
    left = search.insert(routes, [*sorted(out), *(one for one in plan.left if one not in out)])
    search.improve(routes)
    return Plan(routes, search.insert(routes, left) if left else left)


class _Search:
    """Changes of a plan that never make a van later than what is promised makes it anyway."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.tolerated = [day.late(van, order) for van, order in enumerate(promised(day))]

    def keeps(self, routes: Sequence[Order]) -> bool:
        """Whether what is promised is kept in them as well as it can be."""
        seen = [number for order in routes for number in order]
        kept = {number for order in promised(self.day) for number in order} <= set(seen)
        return (
            kept and len(seen) == len(set(seen)) and all(map(self.fits, range(len(routes)), routes))
        )

    def fits(self, van: int, order: Order) -> bool:
        """Whether the van can do it in this order."""
        day = self.day
        return day.allowed(van, order) and day.late(van, order) <= self.tolerated[van]

    def insert(self, routes: list[Order], numbers: Sequence[int]) -> list[int]:
        """Put them in, first the one that would lose most by waiting; answers what does not fit."""
        waiting, cache_ = list(numbers), dict[int, list[tuple[int, int, int]]]()
        while waiting:
            for number in waiting:
                if number not in cache_:
                    cache_[number] = self._two_best(routes, number)
            possible = [one for one in waiting if cache_[one]]
            if not possible:
                break
            chosen = max(possible, key=lambda one: (_regret(cache_[one]), -cache_[one][0][0], -one))
            _, van, position = cache_[chosen][0]
            routes[van].insert(position, chosen)
            waiting.remove(chosen)
            # Only what would have gone into that van has to be asked anew; the rest may gain by it.
            for number in waiting:
                cache_[number] = self._after(routes, number, cache_[number], van)
        return waiting

    def _two_best(self, routes: Sequence[Order], number: int) -> list[tuple[int, int, int]]:
        """The cheapest way into each of the two vans where it costs least."""
        found: list[tuple[int, int, int]] = []
        for one in sorted(insertions(self.day, number, routes)):
            if any(one[1] == other[1] for other in found):
                continue
            _, van, position = one
            order = routes[van]
            if self.fits(van, [*order[:position], number, *order[position:]]):
                found.append(one)
                if len(found) == 2:  # noqa: PLR2004  (the best, and what is lost by waiting)
                    break
        return found

    def _after(
        self, routes: list[Order], number: int, known: list[tuple[int, int, int]], van: int
    ) -> list[tuple[int, int, int]]:
        if any(one[1] == van for one in known):
            return self._two_best(routes, number)
        alone: list[Order] = [order if one == van else [] for one, order in enumerate(routes)]
        fresh = [
            one
            for one in sorted(insertions(self.day, number, alone))
            if one[1] == van
            and self.fits(van, [*routes[van][: one[2]], number, *routes[van][one[2] :]])
        ]
        return sorted([*known, *fresh[:1]])[:2]

    def improve(self, routes: list[Order]) -> None:
        """Small changes as long as one shortens the way."""
        while self._step(routes):
            pass

    def _step(self, routes: list[Order]) -> bool:
        for changed in self._shorter(routes):
            if all(self.fits(van, order) for van, order in changed.items()):
                for van, order in changed.items():
                    routes[van] = order
                return True
        return False

    def _shorter(self, routes: list[Order]) -> Iterator[dict[int, Order]]:
        for van in range(len(routes)):
            yield from self._within(van, routes[van])
            for other in range(len(routes)):
                if other != van and routes[van]:
                    yield from self._moved(routes, van, other)
                if other > van:
                    yield from self._tails(routes, van, other)

    def _within(self, van: int, order: Order) -> Iterator[dict[int, Order]]:
        """A piece driven the other way round, or moved."""
        before = self.day.drive(van, order)
        for first in range(len(order)):
            for last in range(first + 1, len(order) + 1):
                piece, rest = order[first:last], order[:first] + order[last:]
                turned = [*order[:first], *reversed(piece), *order[last:]]
                if self.day.drive(van, turned) < before:
                    yield {van: turned}
                if len(piece) > _LONGEST_PIECE:
                    continue
                for position in range(len(rest) + 1):
                    moved = [*rest[:position], *piece, *rest[position:]]
                    if self.day.drive(van, moved) < before:
                        yield {van: moved}

    def _moved(self, routes: list[Order], van: int, other: int) -> Iterator[dict[int, Order]]:
        """A piece given to another van."""
        order, between = routes[van], self.day.between
        way = [self.day.base(van), *order, self.day.base(van)]
        theirs = [self.day.base(other), *routes[other], self.day.base(other)]
        for first in range(len(order)):
            for last in range(first + 1, min(first + _LONGEST_PIECE, len(order)) + 1):
                head, tail = order[first], order[last - 1]
                saved = between[way[first]][head] + between[tail][way[last + 1]]
                saved -= between[way[first]][way[last + 1]]
                for position, (one, two) in enumerate(pairwise(theirs)):
                    if between[one][head] + between[tail][two] - between[one][two] < saved:
                        mine, place = order[:first] + order[last:], routes[other]
                        given = [*place[:position], *order[first:last], *place[position:]]
                        yield {van: mine, other: given}

    def _tails(self, routes: list[Order], van: int, other: int) -> Iterator[dict[int, Order]]:
        """Two vans exchange the rest of their day."""
        one, two, day = routes[van], routes[other], self.day
        before = day.drive(van, one) + day.drive(other, two)
        for i in range(len(one) + 1):
            for j in range(len(two) + 1):
                mine, theirs = one[:i] + two[j:], two[:j] + one[i:]
                if day.drive(van, mine) + day.drive(other, theirs) < before:
                    yield {van: mine, other: theirs}


def _regret(ways: Sequence[tuple[int, int, int]]) -> int:
    """What is lost if the cheapest way in is gone; a stop with one way in goes first."""
    return ways[1][0] - ways[0][0] if len(ways) > 1 else 24 * 60
