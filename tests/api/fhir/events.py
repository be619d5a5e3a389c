"""Doors at which Kari's phone got no further, and what an event is about."""

from datetime import timedelta
from uuid import UUID

from elaas.access.models import Attempt, Refusal
from tests.api.fhir.conftest import Visited
from tests.api.fhir.system import Resource
from tests.make import NOON


def entities(event: Resource) -> list[str]:
    return [one["what"]["reference"] for one in event["entity"]]


def attempted(visited: Visited, *, number: int = 1, minutes: int = 5) -> Attempt:
    """Kari's phone refused a door for which it holds nothing."""
    at = NOON + timedelta(minutes=minutes)
    return Attempt.objects.create(
        id=UUID(int=number),
        phone=visited.phone,
        employee=visited.kari,
        label=visited.unit.label,
        unit=visited.unit,
        reason="no_assignment",
        tried_at=at,
        told_at=at,
    )


def refused(visited: Visited) -> list[Refusal]:
    """Kari's phone got nothing for the flat, nor for the entrance, which has no lock."""
    return [
        Refusal.objects.create(
            assignment=visited.visit,
            unit=unit,
            door=door,
            reason="no_role",
            source_version=NOON,
            refused_at=NOON,
        )
        for door, unit in (("home", visited.unit), ("entrance", None))
    ]
