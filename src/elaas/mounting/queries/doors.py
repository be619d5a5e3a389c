"""Doors with a unit on them: found for whoever calls, and what the key in a box may open."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from elaas.access.queries.pages import places
from elaas.access.queries.pages.places import Address
from elaas.access.queries.pages.uses import Lock, lock
from elaas.doors import queries as doors_queries
from elaas.doors.models import Building, Home, Unit, UnitKind

FOUND = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A unit on a door. `address` is None where it is protected."""

    lock: Lock
    address: Address | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """A door that the key in a box may open; `address` is None where it is protected."""

    place: UUID
    entrance: bool
    address: Address | None


def doors(words: str) -> list[Door]:
    """Mounted units whose printed number or address it may be; FOUND at most.

    By its address nobody finds a protected one; by the number on the lock they find the door.
    """
    mounted = Unit.objects.filter(mounted_at__isnull=False).select_related("home", "building")
    street, _, dwelling = (part.strip() for part in words.partition(","))
    at_home = Q(home__address__icontains=street, home__dwelling__istartswith=dwelling)
    by_number = Q(label=words) | Q(lock_id=words)
    hit = by_number | at_home | Q(building__address__icontains=street)
    rows = mounted.filter(hit).order_by("home__address", "home__dwelling", "lock_id")[:FOUND]
    found = [_door(row) for row in rows]
    named = [one for one in found if words in {one.lock.label, one.lock.lock_id}]
    return named or [one for one in found if one.address is not None]


def door(lock_id: str) -> Door | None:
    """That mounted unit; None: there is none on any door."""
    rows = Unit.objects.filter(pk=lock_id, mounted_at__isnull=False)
    row = rows.select_related("home", "building").first()
    return _door(row) if row else None


def key_may_open(unit: Unit) -> tuple[UUID, ...]:
    """The doors that the key in a mounted box may open: those on the way in, nearest last."""
    if unit.home_id is not None:
        return doors_queries.ways([unit.home_id])[unit.home_id]
    if unit.building_id is None:
        return ()
    return (unit.building_id, *sorted(doors_queries.homes_behind([unit.building_id])))


def box_opens(lock_id: str) -> list[Opens]:
    """The doors that the key in that mounted key box may open; none: there is no such box."""
    unit = Unit.objects.filter(pk=lock_id, kind=UnitKind.KEY_BOX, mounted_at__isnull=False).first()
    if unit is None:
        return []
    opened = key_may_open(unit)
    hidden = places.protected(places=opened)
    buildings = Building.objects.in_bulk(opened)
    homes = Home.objects.in_bulk(opened)
    return [
        Opens(
            place=place,
            entrance=place in buildings,
            address=None if place in hidden else _address(place, homes, buildings),
        )
        for place in opened
    ]


def _address(
    place: UUID, homes: dict[UUID, Home], buildings: dict[UUID, Building]
) -> Address | None:
    if place in homes:
        return places.of_home(homes[place])
    return places.of_building(buildings[place])


def _door(row: Unit) -> Door:
    hidden = places.protected(places=[place for place in (row.home_id, row.building_id) if place])
    return Door(lock=lock(row), address=None if hidden else places.of_unit(row))
