"""Who lives behind a door, and what is to happen there soon."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from elaas.access.models import Assignment, AssignmentKind
from elaas.doors.models import Home, Unit
from elaas.eligibility.queries import needs
from elaas.mounting.models import MountingCase

LIVED_THERE = timedelta(days=30)  # since the last visit; then we no longer believe it


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands on a door: a safety alarm, and whether somebody is to get in soon."""

    alarm: bool = False
    visit_soon: bool = False


def residents(homes: Collection[UUID], *, now: datetime) -> dict[UUID, set[UUID]]:
    """The recipients at each of these homes: they have visits there, or something is mounted."""
    found: dict[UUID, set[UUID]] = {home: set() for home in homes}
    visits = Assignment.objects.filter(
        home__in=homes, withdrawn_at=None, ends_at__gt=now - LIVED_THERE, recipient__active=True
    )
    cases = MountingCase.objects.filter(home__in=homes, closed_at=None)
    for rows in (visits, cases):
        for home, recipient in rows.values_list("home_id", "recipient_id").distinct():
            if recipient is not None:
                found[home].add(recipient)
    return found


def residents_behind(lock_id: str, *, now: datetime) -> set[UUID]:
    """The recipients in the home on whose own door that unit is; nobody at a common entrance."""
    home = Unit.objects.filter(pk=lock_id).values_list("home_id", flat=True).first()
    return residents([home], now=now)[home] if home else set()


def behind(places: Collection[UUID], *, now: datetime) -> dict[UUID, Behind]:
    """For each of these homes and buildings what stands on its door."""
    homes = _homes(places)
    living = residents(homes, now=now)
    told = needs({one for some in living.values() for one in some})
    soon = set(
        Assignment.objects.filter(
            home__in=homes,
            kind=AssignmentKind.CARE,
            withdrawn_at=None,
            starts_at__lte=now + settings.VISIT_SOON,
            ends_at__gt=now,
        ).values_list("home_id", flat=True)
    )
    with_alarm = {
        home
        for home, recipients in living.items()
        if any(one in told and told[one].alarm for one in recipients)
    }
    return {place: _behind(place, homes, with_alarm, soon) for place in places}


def _homes(places: Collection[UUID]) -> Mapping[UUID, UUID | None]:
    """The homes at these places, and the building of each."""
    rows = Home.objects.filter(id__in=places) | Home.objects.filter(building__in=places)
    return dict(rows.values_list("id", "building_id"))


def _behind(
    place: UUID, homes: Mapping[UUID, UUID | None], alarm: set[UUID], soon: set[UUID]
) -> Behind:
    here = {home for home, building in homes.items() if place in {home, building}}
    return Behind(alarm=bool(here & alarm), visit_soon=bool(here & soon))
