"""Crews' calendars as the service desk keeps them: hours, days off, who drives with whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from elaas.mounting.models import Closure, Crew, CrewMember
from elaas.mounting.queries.calendar import today
from elaas.mounting.rules import Hours, Place
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee


class Member(NamedTuple):
    """Who drives with a crew, from when until when (None: open)."""

    employee: UUID
    name: str
    first: date
    last: date | None


class DaysOff(NamedTuple):
    """Days on which a crew does not mount, or (no name) nobody does."""

    id: int
    first: date
    last: date
    crew: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A crew as it is kept."""

    id: UUID
    name: str
    base: Place
    hours: Sequence[Hours]
    members: Sequence[Member]
    days_off: Sequence[DaysOff]


def calendar(crew: UUID, *, now: datetime) -> Calendar | None:
    """The crew's calendar from today on; None: there is none, or it works no more."""
    row = Crew.objects.filter(pk=crew, active=True).first()
    if row is None:
        return None
    members = CrewMember.objects.filter(
        Q(last=None) | Q(last__gte=today(now)), crew=crew
    ).select_related("employee")
    hours = row.hours.order_by("weekday", "starts")
    return Calendar(
        id=row.id,
        name=row.name,
        base=Place(row.latitude, row.longitude),
        hours=[Hours(one.weekday, one.starts, one.ends) for one in hours],
        members=[
            Member(one.employee_id, _name(one.employee), one.first, one.last)
            for one in members.order_by("first", "employee__family")
        ],
        days_off=[one for one in days_off(now=now) if one.crew in ("", row.name)],
    )


def days_off(*, now: datetime) -> list[DaysOff]:
    """All that end today or later, the first first."""
    rows = Closure.objects.filter(last__gte=today(now)).select_related("crew")
    return [
        DaysOff(row.pk, row.first, row.last, row.crew.name if row.crew else "")
        for row in rows.order_by("first", "pk")
    ]


def may_join() -> list[tuple[UUID, str]]:
    """Installers and responders who work for the municipality, by name."""
    roles = (GrantedRole.INSTALLER.value, GrantedRole.RESPONDER.value)
    rows = Employee.objects.filter(
        active=True, grants__role__in=roles, grants__withdrawn_at=None
    ).distinct()
    return [(row.id, _name(row)) for row in rows.order_by("family", "given")]


def crew_exists(name: str) -> bool:
    """Whether a crew has, or has had, that name."""
    return Crew.objects.filter(name=name).exists()


def _name(row: Employee) -> str:
    return f"{row.given} {row.family}".strip()
