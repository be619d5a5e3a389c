"""Where something is, for whoever may know it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from elaas.access.models import Assignment
from elaas.doors.models import Building, Home, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Street, dwelling number («H0203», may be empty) and town."""

    street: str
    dwelling: str
    postal_code: str
    city: str


def of_home(home: Home) -> Address:
    """The home's address."""
    return Address(
        street=home.address,
        dwelling=home.dwelling,
        postal_code=home.postal_code,
        city=home.city,
    )


def of_building(building: Building) -> Address:
    """The building's address."""
    return Address(
        street=building.address,
        dwelling="",
        postal_code=building.postal_code,
        city=building.city,
    )


def of_unit(unit: Unit) -> Address | None:
    """The address of the door the unit is on (reads home and building: select them with it)."""
    if unit.home:
        return of_home(unit.home)
    return of_building(unit.building) if unit.building else None


def protected(*, places: Collection[UUID]) -> set[UUID]:
    """Those of these homes and buildings where someone with a protected address gets care."""
    rows = (
        Assignment.objects.filter(
            Q(home__in=places) | Q(home__building__in=places), recipient__protection__gt=""
        )
        .values_list("home_id", "home__building_id")
        .distinct()
    )
    return {place for row in rows for place in row if place is not None}
