"""Refuse: record a door that an assignment does not open."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from elaas.access import rules
from elaas.access.models import Refusal
from elaas.access.queries.facts import Visit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


class DoorRefused(NamedTuple):
    """A door that `visit` does not open, and why."""

    visit: Visit
    door: rules.Door
    reason: rules.Refusal


def record_refusals(refused: Collection[DoorRefused], *, now: datetime) -> None:
    """Record each refusal once for a version of its visit, however often a phone asks again."""
    if not refused:
        return
    known = set(
        Refusal.objects.filter(
            assignment__in={one.visit.assignment.id for one in refused}
        ).values_list("assignment_id", "door", "reason", "source_version")
    )
    fresh = {_key(one): one for one in refused if _key(one) not in known}
    Refusal.objects.bulk_create(
        Refusal(
            assignment_id=one.visit.assignment.id,
            unit_id=one.door.lock_id,
            door=_door_of(one),
            reason=one.reason,
            source_version=one.visit.source_version,
            refused_at=now,
        )
        for one in fresh.values()
    )
    ledger.append_all(
        entry(
            "credential_refused",
            now,
            assignment=one.visit.assignment.id.hex,
            employee=one.visit.assignment.employee.hex,
            lock=one.door.lock_id,
            place=one.door.place.hex,
            reason=str(one.reason),
        )
        for one in fresh.values()
    )


def _key(one: DoorRefused) -> tuple[object, ...]:
    return (
        one.visit.assignment.id,
        _door_of(one),
        str(one.reason),
        one.visit.source_version,
    )


def _door_of(one: DoorRefused) -> str:
    return "home" if one.door.place == one.visit.home else "entrance"
