"""Locations become buildings and homes."""

from collections.abc import Collection, Sequence

from elaas.access.operations.record import withdraw_resting_on
from elaas.doors.facts import Building, Home
from elaas.doors.operations import record as doors
from elaas.intake.operations.desk import Desk, chunks, identity
from elaas.intake.rules.envelopes import Rejected
from elaas.intake.rules.visits import left_without_building, unknown_home


def record_locations(
    desk: Desk,
    *,
    buildings: Sequence[Building],
    homes: Sequence[Home],
    unusable: Sequence[Rejected],
) -> None:
    """Buildings first, then what is no place any more, then homes."""
    for some in chunks(buildings):
        _settle(desk, some, doors.record_buildings(some, now=desk.now))
    gone = [identity(one) for one in unusable]
    _follow(desk, doors.drop_homes(gone, now=desk.now))
    _follow(desk, doors.drop_buildings(gone, now=desk.now))
    desk.rejected("Location", unusable)
    for chunk in chunks(homes):
        _settle(desk, chunk, doors.record_homes(chunk, now=desk.now))


def _settle(desk: Desk, told: Sequence[Building | Home], done: doors.Recorded) -> None:
    ids = [one.source_id for one in told]
    partly = [
        left_without_building(f"Location/{home}", done.without_building[home])
        for home in ids
        if home in done.without_building
    ]
    desk.used("Location", ids, done, partly)
    _follow(desk, done, told=set(ids))


def _follow(desk: Desk, done: doors.Recorded, told: Collection[str] = ()) -> None:
    """What a change means for other homes, and for the visits at homes that are lost."""
    desk.homes.update(done.affected)
    desk.lost(
        left_without_building(f"Location/{home}", building)
        for home, building in done.without_building.items()
        if home not in told
    )
    for source_id, home in done.lost.items():
        desk.homes.add(home)
        resting = withdraw_resting_on(homes=[home], now=desk.now)
        desk.lost(unknown_home(f"Appointment/{visit}", source_id) for visit in resting)
