"""Record what the care system tells of buildings and homes.

Nothing is removed: a place that can no longer be used is made inactive.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.doors import facts
from elaas.doors.models import Building, Home
from elaas.doors.queries import homes_behind
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry
from elaas.people.operations.keep import Kept, keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of what was told.

    `created` and `changed` are source ids. `affected`: homes to which the way in may be another
    now. `lost`: homes no longer in use, by source id. `without_building`: for the source id of a
    home, that of a building that it is said to be in, and that is not known or not in use.
    """

    created: Collection[str] = ()
    changed: Collection[str] = ()
    affected: Collection[UUID] = ()
    lost: Mapping[str, UUID] = field(default_factory=dict)
    without_building: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def record_buildings(told: Collection[facts.Building], *, now: datetime) -> Recorded:
    """Record buildings; what was a home by the same id is none any more."""
    no_homes = drop_homes([one.source_id for one in told], now=now)
    kept = keep(
        Building.objects,
        {
            one.source_id: {
                "address": one.address,
                "postal_code": one.postal_code,
                "city": one.city,
                "note": one.note,
                "latitude": one.latitude,
                "longitude": one.longitude,
                "active": one.active,
            }
            for one in told
        },
    )
    emptied = drop_buildings([one.source_id for one in told if not one.active], now=now)
    return Recorded(
        created=kept.created,
        changed=kept.changed.keys(),
        affected={*no_homes.affected, *emptied.affected},
        lost=no_homes.lost,
        without_building=emptied.without_building,
    )


@transaction.atomic
def record_homes(told: Collection[facts.Home], *, now: datetime) -> Recorded:
    """Record homes; what was a building by the same id is none any more."""
    no_buildings = drop_buildings([one.source_id for one in told], now=now)
    buildings = known_buildings({one.building for one in told})
    kept = keep(
        Home.objects,
        {
            one.source_id: {
                "building_id": buildings.get(one.building),
                "address": one.address,
                "dwelling": one.dwelling,
                "postal_code": one.postal_code,
                "city": one.city,
                "note": one.note,
                "latitude": one.latitude,
                "longitude": one.longitude,
                "active": one.active,
            }
            for one in told
        },
    )
    ledger.append_all(_entries(told, kept, buildings, now))
    without_building = {
        one.source_id: one.building
        for one in told
        if one.building and one.building not in buildings
    }
    out_of_use = {one.source_id for one in told if not one.active} & kept.turned("active")
    return Recorded(
        created=kept.created,
        changed=kept.changed.keys(),
        affected={*no_buildings.affected, *_whose_way_is_another(told, kept, buildings)},
        lost={source_id: kept.ids[source_id] for source_id in out_of_use},
        without_building={**no_buildings.without_building, **without_building},
    )


@transaction.atomic
def drop_homes(source_ids: Collection[str], *, now: datetime) -> Recorded:
    """These are no homes in use any more."""
    rows = Home.objects.filter(source_id__in=source_ids, active=True)
    found = list(rows.values_list("source_id", "id", "building_id"))
    lost = {source_id: home for source_id, home, _ in found}
    Home.objects.filter(id__in=lost.values()).update(active=False)
    ledger.append_all(entry("home_out_of_use", now, home=home.hex) for home in lost.values())
    behind = homes_behind({building for _, _, building in found if building})
    return Recorded(affected={*lost.values(), *behind}, lost=lost)


@transaction.atomic
def drop_buildings(source_ids: Collection[str], *, now: datetime) -> Recorded:
    """These are no buildings in use any more; the homes in them stand by themselves."""
    Building.objects.filter(source_id__in=source_ids, active=True).update(active=False)
    homes = list(
        Home.objects.filter(building__source_id__in=source_ids).values_list(
            "id", "source_id", "building__source_id"
        )
    )
    Home.objects.filter(id__in=[home for home, _, _ in homes]).update(building=None)
    ledger.append_all(_placed(home, None, now) for home, _, _ in homes)
    return Recorded(
        affected={home for home, _, _ in homes},
        without_building={source_id: building for _, source_id, building in homes},
    )


def known_homes(source_ids: Collection[str]) -> dict[str, UUID]:
    """Our ids of those of these that are homes in use."""
    rows = Home.objects.filter(source_id__in=source_ids, active=True)
    return dict(rows.values_list("source_id", "id"))


def homes_recorded(source_ids: Collection[str]) -> dict[str, facts.Home]:
    """These homes as they were told, by source id, but for the building they are in."""
    where = ("address", "dwelling", "postal_code", "city", "latitude", "longitude")
    names = ("source_id", *where, "note", "active")
    rows = Home.objects.filter(source_id__in=source_ids).values(*names)
    return {row["source_id"]: facts.Home(**row, building="") for row in rows}


def known_buildings(source_ids: Collection[str]) -> dict[str, UUID]:
    """Our ids of those of these that are buildings in use."""
    rows = Building.objects.filter(source_id__in=source_ids, active=True)
    return dict(rows.values_list("source_id", "id"))


def _whose_way_is_another(
    told: Iterable[facts.Home], kept: Kept, buildings: Mapping[str, UUID]
) -> set[UUID]:
    """The homes whose building changed, and all whose entrance may now be shared, or no longer."""
    moved = kept.turned("building_id") | kept.turned("active")
    now_in = {
        buildings.get(one.building)
        for one in told
        if one.source_id in moved or one.source_id in kept.created
    }
    were_in = {kept.changed[source_id].get("building_id") for source_id in moved}
    touched = {building for building in now_in | were_in if building is not None}
    return homes_behind(touched) | {kept.ids[source_id] for source_id in moved}


def _entries(
    told: Iterable[facts.Home], kept: Kept, buildings: Mapping[str, UUID], now: datetime
) -> Iterator[NewEntry]:
    moved, turned = kept.turned("building_id"), kept.turned("active")
    for one in told:
        home = kept.ids[one.source_id]
        if one.source_id in kept.created or one.source_id in moved:
            yield _placed(home, buildings.get(one.building), now)
        if one.source_id in turned:
            yield entry("home_in_use" if one.active else "home_out_of_use", now, home=home.hex)


def _placed(home: UUID, building: UUID | None, now: datetime) -> NewEntry:
    where = building.hex if building else None
    return entry("home_placed", now, home=home.hex, building=where)
