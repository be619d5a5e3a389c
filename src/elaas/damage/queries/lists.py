"""The cases in lists: what waits for a decision, what is decided, what is a recipient's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from elaas.access.queries.pages.uses import Person, Way, person
from elaas.damage import rules
from elaas.damage.models import Damage
from elaas.damage.queries.doors import way_to
from elaas.damage.rules import Damaged, State

LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A case in a list; `recipient` None: nobody's in particular."""

    id: UUID
    damaged: Damaged
    way: Way
    recipient: Person | None
    state: State
    reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What waits for a decision, the oldest first, and what is decided, the newest first."""

    waiting: tuple[Listed, ...]
    decided: tuple[Listed, ...]
    count: int  # how many wait


def lists() -> Lists:
    """Every case, for coordinators and the desk."""
    rows = _dated(Damage.objects.all())
    waits = Q(decided_at=None) | Q(complained_at__gte=F("decided_at"))
    waiting = rows.filter(waits).order_by("reported_at", "id")
    rests = Q(complained_at=None) | Q(complained_at__lt=F("decided_at"))
    decided = rows.filter(rests, decided_at__isnull=False).order_by("-decided_at", "id")
    return Lists(
        waiting=_listed(waiting[:LISTED]),
        decided=_listed(decided[:LISTED]),
        count=waiting.count(),
    )


def of_recipient(recipient: UUID) -> tuple[Listed, ...]:
    """A recipient's cases, the newest first."""
    rows = _dated(Damage.objects.filter(recipient=recipient))
    return _listed(rows.order_by("-reported_at", "id")[:LISTED])


def _dated(rows: QuerySet[Damage]) -> "QuerySet[Any, Any]":
    """With when they were decided and complained of last."""
    return rows.select_related("recipient").annotate(
        decided_at=Max("decisions__decided_at"), complained_at=Max("complaints__complained_at")
    )


def _listed(rows: Iterable[Any]) -> tuple[Listed, ...]:
    return tuple(
        Listed(
            id=row.id,
            damaged=Damaged(row.damaged),
            way=way_to(row),
            recipient=person(row.recipient) if row.recipient else None,
            state=rules.state(
                decided=[at for at in [row.decided_at] if at],
                complained=[at for at in [row.complained_at] if at],
            ),
            reported_at=row.reported_at,
        )
        for row in rows
    )
