"""What `pyvrp` proposes for a day. It knows no gap in the working hours: the caller asks again."""

from collections.abc import Sequence

from pyvrp import Location, Model, Profile
from pyvrp.stop import MaxIterations, StoppingCriterion

from elaas.mounting.route import Day, Order

_ITERATIONS = 400  # a few tenths of a second for a crew's day; the same answer each time
_PRIZE = 1_000_000  # more than any way round: what fits is done
_NOT_THERE = 10_000_000


def propose(day: Day, *, stop: StoppingCriterion | None = None) -> list[Order] | None:
    """Each van's order; None: it found none that keeps every time."""
    vans = [van for van, one in enumerate(day.vans) if one.spans]
    if not vans or not day.stops:
        return None
    model = Model()
    places = [model.add_location(x=0, y=0) for _ in range(len(day.stops) + len(day.vans))]
    for number, one in enumerate(day.stops):
        model.add_client(
            places[number],
            service_duration=one.minutes,
            tw_early=one.earliest,
            tw_late=one.latest,
            required=one.fixed,
            prize=0 if one.fixed else _PRIZE,
        )
    for van in vans:
        spans, profile = day.vans[van].spans, model.add_profile()
        depot = model.add_depot(places[day.base(van)])
        model.add_vehicle_type(
            start_depot=depot,
            end_depot=depot,
            tw_early=spans[0][0],
            tw_late=spans[-1][1],
            profile=profile,
        )
        _roads(model, day, van, places, profile)
    found = model.solve(stop or MaxIterations(_ITERATIONS), seed=1, display=False)
    if not found.is_feasible():
        return None
    routes: list[Order] = [[] for _ in day.vans]
    for route in found.best.routes():
        done = [activity.idx for activity in route.schedule() if activity.is_client()]
        routes[vans[route.vehicle_type()]] = done
    return routes


def _roads(model: Model, day: Day, van: int, places: Sequence[Location], profile: Profile) -> None:
    """How long the van takes; what is promised by another is out of its reach."""
    barred = {number for number, one in enumerate(day.stops) if one.van not in (None, van)}
    for one, start in enumerate(places):
        for other, end in enumerate(places):
            if one != other:
                far = other in barred or one in barred
                minutes = _NOT_THERE if far else day.between[one][other]
                model.add_edge(start, end, distance=minutes, duration=minutes, profile=profile)
