"""Units, and the homes and buildings they are in, for other systems.

A protected address is shown to no program. Neither is that of another home in the same building,
nor the building's own: it would tell the street.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from elaas.access.queries.exchange.wanted import NoSuchPage, Page, References
from elaas.access.queries.pages.places import Address, of_building, of_home
from elaas.doors.models import Building, Home, Unit, UnitKind
from elaas.mounting.queries.day_plan import hidden_places

# What identifies something, as a name of a system (or None: any) and a value.
Identifiers = tuple[tuple[str | None, str], ...]
LOCK_ID, LABEL, PLACE = "urn:elaas:lock", "urn:elaas:label", "urn:elaas:location"
_BUILDING, _HOME = "bu", "ho"
_NEVER = Q(pk__in=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A lock or key box. `place`: where it is mounted, by the care system's id."""

    id: str
    label: str
    key_box: bool
    in_use: bool
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A home or a building, by the care system's id and ours. `address`: None: it is hidden."""

    id: str
    ours: UUID
    is_home: bool
    active: bool
    part_of: str
    address: Address | None
    latitude: float | None
    longitude: float | None


def devices(
    *, identifiers: Sequence[Identifiers], places: Sequence[References], after: str, count: int
) -> Page[Device]:
    """At most `count` units in the order of their ids, after the one with that id."""
    rows = Unit.objects.select_related("home", "building").filter(lock_id__gt=after)
    for some in identifiers:
        rows = rows.filter(
            _one_of(some, {LOCK_ID: lambda it: Q(lock_id=it), LABEL: lambda it: Q(label=it)})
        )
    for where in places:
        ids = [one.id for one in where if one.type == "Location"]
        here = Q(home__source_id__in=ids) | Q(building__source_id__in=ids)
        rows = rows.filter(here, mounted_at__isnull=False)
    found = list(rows.order_by("lock_id")[: count + 1])
    more = found[count - 1].lock_id if len(found) > count else ""
    return Page(tuple(_device(row) for row in found[:count]), more)


def device(lock_id: str) -> Device | None:
    """The unit with this id."""
    rows = Unit.objects.select_related("home", "building").filter(pk=lock_id)
    return next((_device(row) for row in rows), None)


def places(
    *, identifiers: Sequence[Identifiers], part_of: Sequence[References], after: str, count: int
) -> Page[Place]:
    """At most `count` of them: buildings, then homes, each in the order of their ids.

    Raises NoSuchPage for an `after` with which no page ended.
    """
    kind, tilde, last = after.partition("~")
    if after and (kind not in {_HOME, _BUILDING} or not tilde):
        raise NoSuchPage
    wanted, inside = Q(), Q()
    for some in identifiers:
        wanted &= _one_of(some, {PLACE: _ours})
    for where in part_of:
        inside &= Q(building__source_id__in=[one.id for one in where if one.type == "Location"])
    found: list[Home | Building] = []
    if kind != _HOME and not part_of:
        buildings = Building.objects.filter(wanted, source_id__gt=last)
        found += buildings.order_by("source_id")[: count + 1]
    homes = Home.objects.filter(wanted, inside, source_id__gt=last if kind == _HOME else "")
    rest = count + 1 - len(found)
    found += homes.select_related("building").order_by("source_id")[:rest]
    more = _end(found[count - 1]) if len(found) > count else ""
    return Page(_shown(found[:count]), more)


def place(place_id: str) -> Place | None:
    """The home or building with this id of the care system's."""
    home = Home.objects.select_related("building").filter(source_id=place_id).first()
    found = home or Building.objects.filter(source_id=place_id).first()
    return _shown([found])[0] if found else None


def _end(row: Home | Building) -> str:
    return f"{_HOME if isinstance(row, Home) else _BUILDING}~{row.source_id}"


def _one_of(some: Identifiers, known: Mapping[str, Callable[[str], Q]]) -> Q:
    found = _NEVER
    for system, value in some:
        for name, by in known.items():
            if system in (None, name):
                found |= by(value)
    return found


def _ours(value: str) -> Q:
    try:
        return Q(id=UUID(value))
    except ValueError:
        return _NEVER


def _device(row: Unit) -> Device:
    at = (row.home or row.building) if row.mounted_at else None
    return Device(
        id=row.lock_id,
        label=row.label,
        key_box=row.kind == UnitKind.KEY_BOX,
        in_use=at is not None,
        place=at.source_id if at else "",
    )


def _shown(rows: Sequence[Home | Building]) -> tuple[Place, ...]:
    hidden = _hidden(rows)
    return tuple(_place(row, hidden) for row in rows)


def _hidden(rows: Sequence[Home | Building]) -> set[UUID]:
    """Homes with a protected address and their buildings, among these and what is in them."""
    some = (row.building_id if isinstance(row, Home) else row.id for row in rows)
    buildings = {one for one in some if one is not None}
    inside = dict(Home.objects.filter(building__in=buildings).values_list("id", "building_id"))
    hidden = hidden_places([*{row.id for row in rows}, *buildings, *inside])
    return hidden | {building for home, building in inside.items() if home in hidden and building}


def _place(row: Home | Building, hidden: set[UUID]) -> Place:
    home = row if isinstance(row, Home) else None
    building = home.building if home else None
    is_hidden = row.id in hidden or (building is not None and building.id in hidden)
    address = of_home(home) if home else of_building(row)  # type: ignore[arg-type]  # not a home
    return Place(
        id=row.source_id,
        ours=row.id,
        is_home=home is not None,
        active=row.active,
        part_of=building.source_id if building else "",
        address=None if is_hidden else address,
        latitude=None if is_hidden else row.latitude,
        longitude=None if is_hidden else row.longitude,
    )
