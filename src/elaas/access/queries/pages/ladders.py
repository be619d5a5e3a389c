"""Times when an employee could not get in, as pages tell them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from elaas.access.ladder import Rung
from elaas.access.models import Step
from elaas.access.queries.pages.uses import Person, Plan, person, plan

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """One step, and when it was taken by the clock of the phone."""

    at: datetime
    rung: Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """What one employee did, in order, before a door that stayed shut."""

    id: UUID
    employee: Person
    plan: Plan
    steps: tuple[Taken, ...]


def ladders(wanted: Q, *, since: datetime) -> tuple[Ladder, ...]:
    """Those of the steps that are `wanted`, taken from `since` on; the latest first."""
    rows = list(
        Step.objects.filter(wanted, taken_at__gte=since)
        .select_related("assignment__employee")
        .order_by("ladder", "taken_at", "told_at")
    )
    found = [_ladder(list(some)) for _, some in groupby(rows, key=lambda row: row.ladder)]
    return tuple(sorted(found, key=lambda one: one.steps[0].at, reverse=True)[:SHOWN])


def _ladder(rows: list[Step]) -> Ladder:
    assignment = rows[0].assignment
    return Ladder(
        id=rows[0].ladder,
        employee=person(assignment.employee),
        plan=plan(assignment),
        steps=tuple(Taken(row.taken_at, Rung(row.rung)) for row in rows),
    )
