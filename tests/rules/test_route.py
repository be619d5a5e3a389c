"""In which order a crew drives: promises are kept, nothing is done twice, and the way is short."""

from datetime import timedelta
from functools import partial
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elaas.mounting.best_route import Plan, added, best, greedy, installed
from elaas.mounting.route import Day, Stop, Van
from elaas.mounting.rules import Pace, Place

PACE = Pace(speed=30, detour=1.4, unknown=timedelta(minutes=20))
OPENS, BREAK, AFTER, CLOSES = 8 * 60, 11 * 60 + 30, 12 * 60, 15 * 60 + 30
BASE = Place(63.42, 10.39)
FAR_EAST, NEAR, FAR_WEST = Place(63.42, 10.55), Place(63.425, 10.40), Place(63.42, 10.25)
SHIFT = [(OPENS, BREAK), (AFTER, CLOSES)]


def day(*stops: Stop, vans: int = 1, base: Place = BASE) -> Day:
    return Day(stops=stops, vans=[Van(base, SHIFT)] * vans, pace=PACE)


def anytime(place: Place, minutes: int = 30) -> Stop:
    return Stop(place, minutes, OPENS, CLOSES - minutes)


def promised(place: Place, begins: int, minutes: int = 30, van: int = 0) -> Stop:
    return Stop(place, minutes, begins, begins, van)


def test_what_lies_on_the_way_is_done_on_the_way() -> None:
    route = day(anytime(FAR_EAST), anytime(FAR_WEST), anytime(Place(63.42, 10.54)))

    plan = greedy(route)

    assert abs(plan.routes[0].index(0) - plan.routes[0].index(2)) == 1


def test_an_appointment_begins_just_when_it_was_promised() -> None:
    route = day(promised(NEAR, 10 * 60), anytime(FAR_EAST))

    driven = route.timed(0, greedy(route).routes[0])

    assert next(one.begins for one in driven.stops if one.stop == 0) == 10 * 60
    assert driven.late == 0


def test_nothing_that_can_wait_is_done_across_the_break() -> None:
    stops = [anytime(NEAR, 45) for _ in range(7)]
    route = day(*stops)

    driven = route.timed(0, greedy(route).routes[0])

    assert len(driven.stops) == 7
    assert not any(one.begins < AFTER and one.ends > BREAK for one in driven.stops)


def test_what_does_not_fit_is_left_and_the_appointments_stand() -> None:
    route = day(promised(NEAR, 9 * 60), *(anytime(FAR_EAST, 120) for _ in range(6)))

    plan = greedy(route)

    assert plan.left
    assert 0 in plan.routes[0]
    assert route.timed(0, plan.routes[0]).late == 0


def test_two_appointments_too_near_in_time_are_kept_and_the_lateness_is_told() -> None:
    route = day(promised(FAR_EAST, 9 * 60), promised(FAR_WEST, 9 * 60 + 35), anytime(NEAR))

    plan = greedy(route)
    driven = route.timed(0, plan.routes[0])

    assert {0, 1} <= set(plan.routes[0])
    assert driven.late == route.late(0, [0, 1]) > 0


def test_who_has_no_working_hours_does_nothing() -> None:
    route = Day(stops=[anytime(NEAR)], vans=[Van(BASE, [])], pace=PACE)

    assert best(route, proposer=installed()) == Plan([[]], [0])


def test_a_day_without_anything_is_driven_by_nobody() -> None:
    driven = day().timed(0, [])

    assert (driven.drive, driven.over, list(driven.stops)) == (0, 0, [])


def test_another_van_does_not_take_what_is_promised_by_one() -> None:
    route = day(promised(NEAR, 9 * 60, van=1), anytime(NEAR), vans=2)

    plan = greedy(route)

    assert 0 in plan.routes[1]


def test_the_cost_of_one_more_is_what_the_way_grows() -> None:
    route = day(promised(FAR_EAST, 9 * 60), anytime(FAR_EAST))

    assert added(route, 1) == 0
    other_way = day(promised(FAR_WEST, 9 * 60), anytime(FAR_EAST))
    assert added(other_way, 1) == other_way.drive(0, [0, 1]) - other_way.drive(0, [0])
    assert added(day(anytime(NEAR, 600)), 0) is None


def test_what_is_proposed_counts_only_where_it_keeps_what_is_promised() -> None:
    route = day(promised(NEAR, 9 * 60), anytime(FAR_EAST))
    kept = greedy(route)

    none: list[int] = []
    for wrong in ([[1]], [[0, 0, 1]], [[1, 0]], [none]):
        found = best(route, proposer=partial(lambda proposed, _: proposed, wrong))
        assert sorted(found.routes[0]) == sorted(kept.routes[0])
        assert route.timed(0, found.routes[0]).late == 0


def test_a_shorter_proposal_is_taken() -> None:
    places = [Place(63.40 + 0.01 * (n % 3), 10.30 + 0.02 * n) for n in range(6)]
    route = day(*(anytime(place, 10) for place in places))
    shortest = min(permutations(range(6)), key=lambda order: route.drive(0, list(order)))

    found = best(route, rounds=0, proposer=lambda _: [list(shortest)])

    assert route.drive(0, found.routes[0]) == route.drive(0, list(shortest))


def test_with_pyvrp_the_way_is_never_longer_than_without() -> None:
    propose = installed()
    assert propose is not None  # the tests' requirements have it
    places = [Place(63.40 + 0.013 * (n * 7 % 5), 10.30 + 0.017 * (n * 5 % 9)) for n in range(9)]
    route = day(promised(NEAR, 9 * 60), *(anytime(place, 15) for place in places))

    found = best(route, proposer=propose)

    assert found.cost(route) <= greedy(route).cost(route)
    assert route.timed(0, found.routes[0]).late == 0


def test_pyvrp_knows_whose_appointment_it_is() -> None:
    propose = installed()
    assert propose is not None
    route = day(promised(NEAR, 9 * 60, van=1), promised(NEAR, 9 * 60, van=0), vans=2)

    assert propose(route) == [[1], [0]]
    impossible = day(promised(FAR_EAST, 9 * 60), promised(FAR_WEST, 9 * 60 + 31))
    assert propose(impossible) is None


PLACES = st.builds(Place, st.floats(63.36, 63.45), st.floats(10.28, 10.53)) | st.just(Place())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(PLACES, st.integers(5, 90)), max_size=8),
    st.lists(st.tuples(PLACES, st.integers(OPENS, CLOSES), st.integers(0, 1)), max_size=4),
)
def test_whatever_the_day_nothing_is_lost_and_nothing_comes_later_for_it(
    free: list[tuple[Place, int]], fixed: list[tuple[Place, int, int]]
) -> None:
    stops = [anytime(place, minutes) for place, minutes in free]
    stops += [promised(place, begins, 30, van) for place, begins, van in fixed]
    route = day(*stops, vans=2)

    plan = greedy(route, rounds=3)

    done = [number for order in plan.routes for number in order]
    assert sorted([*done, *plan.left]) == list(range(len(stops)))
    assert all(number < len(free) for number in plan.left)
    for van, order in enumerate(plan.routes):
        alone = [n for n in range(len(free), len(stops)) if stops[n].van == van]
        alone.sort(key=lambda n: stops[n].earliest)
        assert route.late(van, order) <= route.late(van, alone)
        assert route.timed(van, order).late == route.late(van, order)


@pytest.mark.parametrize("rounds", [0, 5])
def test_the_same_day_gives_the_same_order(rounds: int) -> None:
    route = day(
        *(anytime(Place(63.4 + n * 0.007 % 0.05, 10.3 + n * 0.031 % 0.2), 15) for n in range(9))
    )

    assert greedy(route, rounds=rounds) == greedy(route, rounds=rounds)
