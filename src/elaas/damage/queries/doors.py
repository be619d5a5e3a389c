"""At which doors damage can be reported, and who gets care behind them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from elaas.access.models import Assignment
from elaas.access.queries.pages.ready import ways_in
from elaas.access.queries.pages.uses import Person, Way, person
from elaas.damage.models import Damage
from elaas.doors import queries as doors
from elaas.doors.models import Unit
from elaas.mounting.models import MountingCase
from elaas.people.models import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A door at which damage can be reported; one of `home` and `building` is None."""

    way: Way
    home: UUID | None
    building: UUID | None


def doors_of(recipient: UUID) -> tuple[Door, ...]:
    """The doors on the way to where the recipient lives, their own first."""
    home = home_of(recipient)
    if home is None:
        return ()
    way = reversed(doors.ways([home])[home])
    return tuple(
        Door(way=Way.HOME, home=place, building=None)
        if place == home
        else Door(way=Way.ENTRANCE, home=None, building=place)
        for place in way
    )


def door_with(lock_id: str) -> Door | None:
    """The door on which this unit sits; None: on none."""
    row = Unit.objects.filter(pk=lock_id).first()
    if row is None or (row.home_id is None and row.building_id is None):
        return None
    return Door(way=way_to(row), home=row.home_id, building=row.building_id)


def people_behind(door: Door) -> tuple[Person, ...]:
    """Who gets care behind a home's own door; an entrance is nobody's in particular."""
    if door.home is None:
        return ()
    there = Assignment.objects.filter(home=door.home, withdrawn_at=None).values("recipient")
    cases = MountingCase.objects.filter(home=door.home).values("recipient")
    rows = Recipient.objects.filter(Q(id__in=there) | Q(id__in=cases))
    return tuple(person(row) for row in rows.order_by("given", "family", "id").distinct())


def home_of(recipient: UUID) -> UUID | None:
    """Where the next visits are; without any, where something is or was to be mounted."""
    way = ways_in([recipient]).get(recipient)
    if way is not None:
        return way.home
    cases = MountingCase.objects.filter(recipient=recipient).order_by("-opened_at")
    return cases.values_list("home_id", flat=True).first()


def way_to(row: Damage | Unit) -> Way:
    """Whether it is at a home's own door or at an entrance."""
    return Way.HOME if row.home_id else Way.ENTRANCE
