"""Whether somebody's doors are ready: every one on the way in has a unit that works.

Letter: in a building with several homes the lock goes on the building's door and on the flat's own.
An alarm may be counted on only when both open.
"""

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from elaas.access.models import Journal
from elaas.access.queries.pages.uses import Way
from elaas.database.bulk import fetch, uuids
from elaas.doors import queries as doors
from elaas.doors.queries import UnitFacts

MOVES_THE_BOLT = 5  # per cent of battery: with less a lock does not try (lock/operations.py)


class DoorState(enum.StrEnum):
    """Whether a door can be opened with eLås, as far as is known."""

    READY = "ready"
    NO_UNIT = "no_unit"
    BATTERY_EMPTY = "battery_empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorOnTheWay:
    """A door, and the unit on it; `lock_id` and `label` None where none is in use."""

    way: Way
    lock_id: str | None
    label: str | None
    key_box: bool
    state: DoorState


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """The home where the next visits are, and the doors on the way, in walking order."""

    home: UUID
    doors: tuple[DoorOnTheWay, ...]

    @property
    def ready(self) -> bool:
        """Whether every door opens."""
        return all(door.state is DoorState.READY for door in self.doors)


# For each `recipient` alone, by the index made for it: all visits there were are not sorted.
LAST_HOME = """
    SELECT home_id FROM access_assignment
    WHERE recipient_id = recipient AND home_id IS NOT NULL AND withdrawn_at IS NULL
    ORDER BY starts_at DESC, id DESC LIMIT 1
"""
_LAST_HOMES = f"""
    SELECT recipient, home_id FROM unnest(%s::uuid[]) AS recipient
    CROSS JOIN LATERAL ({LAST_HOME}) AS visit
"""  # noqa: S608  (our own words; what is asked is bound)


def last_homes(recipients: Collection[UUID]) -> dict[UUID, UUID]:
    """Where the last of the planned visits to each of these recipients is, if there is any."""
    return dict(fetch(connection, _LAST_HOMES, [uuids(recipients)]))


def ways_in(recipients: Collection[UUID]) -> dict[UUID, WayIn]:
    """The way in to each of these recipients; one without any visit has no known home.

    Somebody who moves is where the last of the planned visits is: that door must be ready in time.
    """
    homes = last_homes(recipients)
    ways = doors.ways(set(homes.values()))
    units = doors.units(places={place for way in ways.values() for place in way}).at
    batteries = dict(
        Journal.objects.filter(unit__in=[unit.lock_id for unit in units.values()]).values_list(
            "unit_id", "battery"
        )
    )
    return {
        recipient: WayIn(
            home=home,
            doors=tuple(_door(place, home, units.get(place), batteries) for place in ways[home]),
        )
        for recipient, home in homes.items()
    }


def _door(
    place: UUID, home: UUID, unit: UnitFacts | None, batteries: Mapping[str, int | None]
) -> DoorOnTheWay:
    way = Way.HOME if place == home else Way.ENTRANCE
    if unit is None or not unit.mounted:
        return DoorOnTheWay(
            way=way, lock_id=None, label=None, key_box=False, state=DoorState.NO_UNIT
        )
    battery = batteries.get(unit.lock_id)
    empty = battery is not None and battery < MOVES_THE_BOLT
    return DoorOnTheWay(
        way=way,
        lock_id=unit.lock_id,
        label=unit.label,
        key_box=unit.key_box,
        state=DoorState.BATTERY_EMPTY if empty else DoorState.READY,
    )
