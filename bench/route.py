"""A route of 60 jobs: what is in the house, against `pyvrp` after a second, by the same measure.

Eight crews that start at two bases. A third of the jobs are appointments of one crew at one time;
the rest may be done by anybody, half of them before or after noon only. Both must do all of them
and keep every time; what counts is minutes at the wheel.
"""

import random
from collections.abc import Iterator
from functools import partial

from pyvrp.stop import MaxRuntime

from bench.figures import Figure, of, seconds
from elaas.mounting.best_route import Plan, best, greedy, installed
from elaas.mounting.queries.calendar import pace
from elaas.mounting.route import Day, Stop, Van
from elaas.mounting.route_pyvrp import propose
from elaas.mounting.rules import Place

JOBS, CREWS, TOWNS = 60, 8, 5
MINUTES = 30
OPENS, NOON, CLOSES = 8 * 60, 12 * 60, 15 * 60 + 30
BASES = (Place(63.4225, 10.3950), Place(63.4360, 10.4300))
# Over Trondheim.
_SOUTH, _WEST, _HIGH, _WIDE = 63.36, 10.28, 0.09, 0.25


def figures() -> list[Figure]:
    """The ratio, the worst of some towns, and how long each takes."""
    days = [_town(number) for number in range(TOWNS)]
    ours, quick, theirs = [], [], []
    for day in days:
        took: list[Plan] = []
        quick.append(1000 * seconds(partial(_kept, took, day)))
        proposed = propose(day, stop=MaxRuntime(1))
        if proposed is None or took[0].left:
            raise RuntimeError(took[0].left)
        ours.append(_minutes(day, took[0]))
        theirs.append(_minutes(day, Plan(proposed, [])))
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    together = [1000 * seconds(lambda one=one: best(one, proposer=installed())) for one in days]
    return [
        Figure(
            name="route of 60 jobs against pyvrp, worst", value=max(ratios), unit="", at_most=1.25
        ),
        of("route of 60 jobs against pyvrp", ratios, ""),
        of("driving in it", ours, "min"),
        of("driving with pyvrp after 1 s", theirs, "min"),
        of("time to find it", quick, "ms"),
        of("with pyvrp, as used", together, "ms"),
    ]


def _kept(took: list[Plan], day: Day) -> None:
    took.append(greedy(day))


def _minutes(day: Day, plan: Plan) -> float:
    """By the clock that judges all; every job done, once, and nowhere late."""
    done = sorted(number for order in plan.routes for number in order)
    late = [day.timed(van, order).late for van, order in enumerate(plan.routes)]
    if done != list(range(JOBS)) or any(late):
        raise RuntimeError(late)
    return plan.cost(day)[1]


def _town(seed: int) -> Day:
    choice = random.Random(seed)  # noqa: S311  (where homes lie, nothing secret)
    vans = [Van(BASES[number % 2], [(OPENS, CLOSES)]) for number in range(CREWS)]
    return Day(stops=list(_stops(choice)), vans=vans, pace=pace())


def _stops(choice: random.Random) -> Iterator[Stop]:
    for number in range(JOBS):
        place = Place(_SOUTH + _HIGH * choice.random(), _WEST + _WIDE * choice.random())
        if number < JOBS // 3:
            # Two or three a crew, far enough apart for any drive across the town.
            begins = OPENS + 60 + 120 * (number // CREWS) + 15 * choice.randrange(4)
            yield Stop(place, MINUTES, begins, begins, number % CREWS)
            continue
        first, last = choice.choice(
            [(OPENS, CLOSES), (OPENS, CLOSES), (OPENS, NOON), (NOON, CLOSES)]
        )
        yield Stop(place, MINUTES, first, last - MINUTES)
