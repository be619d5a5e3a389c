"""What lies in a crew's van, and whether it is enough for what is to be mounted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from elaas.doors import queries as doors
from elaas.doors.models import Unit, UnitKind
from elaas.doors.weak_boxes import is_weak
from elaas.mounting.models import Appointment, Carried, Crew
from elaas.mounting.queries.calendar import day_bounds, today, working_hours
from elaas.mounting.rules import Task

LISTED = 50
_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmounted:
    """A unit that is on no door."""

    lock_id: str
    label: str
    key_box: bool
    loaded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """How many units are needed until the end of `day`, and how many lie in the van."""

    day: date
    needed: int
    carried: int

    @property
    def missing(self) -> int:
        """How many must be fetched before the crew drives."""
        return max(self.needed - self.carried, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewAhead:
    """A crew, with today's and the next working day's needs. `next`: none within two weeks."""

    id: UUID
    name: str
    works_today: bool
    today: Enough
    next: Enough | None


def everybody(*, now: datetime) -> list[CrewAhead]:
    """Every crew that works, by name."""
    first = today(now)
    found = []
    for row in Crew.objects.filter(active=True).order_by("name"):
        hours = working_hours(row.id, first=first, last=first + _AHEAD)
        later = next((day for day, spans in hours.items() if day > first and spans), None)
        found.append(
            CrewAhead(
                id=row.id,
                name=row.name,
                works_today=bool(hours[first]),
                today=enough(row.id, day=first, now=now),
                next=enough(row.id, day=later, now=now) if later else None,
            )
        )
    return found


def enough(crew: UUID, *, day: date, now: datetime) -> Enough:
    """Whether what lies in the van is enough for everything that is to be mounted until then.

    One unit for each door on the way that has none; a common entrance needs one, however many
    homes behind it have an appointment.
    """
    begin, end = day_bounds(today(now), max(day, today(now)))
    homes = Appointment.objects.filter(
        crew=crew,
        cancelled_at=None,
        case__closed_at=None,
        case__task=Task.MOUNT.value,
        slot__startswith__gte=begin,
        slot__startswith__lt=end,
    ).values_list("case__home", flat=True)
    ways = doors.ways(list(homes))
    wanted = {place for way in ways.values() for place in way}
    there = doors.units(places=wanted).at
    needed = sum(1 for place in wanted if place not in there or not there[place].mounted)
    return Enough(day=day, needed=needed, carried=Carried.objects.filter(crew=crew).count())


def in_van(crew: UUID) -> list[Unmounted]:
    """What lies in the van."""
    rows = Carried.objects.filter(crew=crew).select_related("unit").order_by("unit__label", "unit")
    return [_unmounted(row.unit, row.loaded_at) for row in rows]


def weak_boxes(crew: UUID) -> list[str]:
    """The key boxes in the van that may not be mounted before somebody says why: their lock ids."""
    rows = Unit.objects.filter(carried__crew=crew, kind=UnitKind.KEY_BOX).order_by("lock_id")
    return [row.lock_id for row in rows if is_weak(row)]


def on_shelf() -> list[Unmounted]:
    """What lies in no van and is on no door; LISTED at most."""
    rows = Unit.objects.filter(
        mounted_at=None,
        carried=None,
        lost_at=None,
        written_off_at=None,
        repair_at=None,
        scrapped_at=None,
    ).order_by("label", "lock_id")
    return [_unmounted(row) for row in rows[:LISTED]]


def lock_ids(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lock ids of what these words name, a lock id or its label each, and what none does."""
    known = set(Unit.objects.filter(lock_id__in=words).values_list("lock_id", flat=True))
    labelled = doors.units_labelled([word for word in words if word not in known])
    found = [word if word in known else labelled.get(word) for word in words]
    unknown = [word for word, one in zip(words, found, strict=True) if one is None]
    return [one for one in dict.fromkeys(found) if one is not None], unknown


def _unmounted(row: Unit, loaded_at: datetime | None = None) -> Unmounted:
    return Unmounted(
        lock_id=row.lock_id,
        label=row.label,
        key_box=row.kind == UnitKind.KEY_BOX,
        loaded_at=loaded_at,
    )
