"""Which crew somebody drives with, and what lies in its van."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from elaas.mounting.models import Carried, Crew, CrewMember


def crew_of(employee: UUID, *, day: date) -> UUID | None:
    """The crew this employee drives with that day."""
    return (
        CrewMember.objects.filter(
            Q(last=None) | Q(last__gte=day), employee=employee, first__lte=day, crew__active=True
        )
        .values_list("crew", flat=True)
        .first()
    )


def members(crew: UUID, *, day: date) -> list[UUID]:
    """Who drives with that crew that day."""
    rows = CrewMember.objects.filter(Q(last=None) | Q(last__gte=day), crew=crew, first__lte=day)
    return list(rows.order_by("employee").values_list("employee", flat=True))


def carried_by(crew: UUID) -> list[str]:
    """The lock ids of what lies in its van."""
    return list(Carried.objects.filter(crew=crew).order_by("unit").values_list("unit", flat=True))


def working_crews() -> list[str]:
    """The names of the crews that work."""
    return list(Crew.objects.filter(active=True).order_by("name").values_list("name", flat=True))
