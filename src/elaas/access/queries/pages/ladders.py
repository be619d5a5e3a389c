"""Times when an employee could not get in, as pages tell them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from elaas.access.ladder import Rung
from elaas.access.models import Step
from elaas.access.queries.pages.at_the_door import is_hex
from elaas.access.queries.pages.uses import Person, Plan, person, plan
from elaas.access.rules import Period

SHOWN = 20
CALLED = "shut-out."


@dataclass(frozen=True, slots=True)
class Taken:
    """One step, and when it was taken by the clock of the phone; `told_at`: when that came here."""

    id: UUID
    told_at: datetime
    at: datetime
    rung: Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """What one employee did, in order, before a door that stayed shut."""

    id: UUID
    employee: Person
    plan: Plan
    steps: tuple[Taken, ...]

    @property
    def name(self) -> str:
        """What it is called when it is asked about."""
        return f"{CALLED}{self.id.hex}"


def ladders(wanted: Q, *, since: datetime) -> tuple[Ladder, ...]:
    """Those of the steps that are `wanted`, taken from `since` on; the latest first."""
    return tuple(_of(wanted & Q(taken_at__gte=since))[:SHOWN])


def ladders_in(recipient_id: UUID, *, period: Period) -> tuple[Ladder, ...]:
    """All at that recipient's doors in that period, the latest first."""
    then = Q(taken_at__gte=period.start, taken_at__lt=period.end)
    return tuple(_of(Q(assignment__recipient=recipient_id) & then))


def ladder_called(recipient_id: UUID, name: str) -> Ladder | None:
    """What is called that (`Ladder.name`); None: nothing of theirs."""
    ladder = name.removeprefix(CALLED)
    if ladder == name or not is_hex(ladder):
        return None
    found = _of(Q(assignment__recipient=recipient_id, ladder=UUID(ladder)))
    return found[0] if found else None


def _of(wanted: Q) -> list[Ladder]:
    rows = list(
        Step.objects.filter(wanted)
        .select_related("assignment__employee")
        .order_by("ladder", "taken_at", "told_at")
    )
    found = [_ladder(list(some)) for _, some in groupby(rows, key=lambda row: row.ladder)]
    return sorted(found, key=lambda one: one.steps[0].at, reverse=True)


def _ladder(rows: list[Step]) -> Ladder:
    assignment = rows[0].assignment
    return Ladder(
        id=rows[0].ladder,
        employee=person(assignment.employee),
        plan=plan(assignment),
        steps=tuple(Taken(row.id, row.told_at, row.taken_at, Rung(row.rung)) for row in rows),
    )
