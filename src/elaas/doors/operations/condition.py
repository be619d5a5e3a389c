"""What a door is like: whether a lock fits on it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from elaas.doors.models import DoorCondition
from elaas.doors.rules import Cylinder
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


@transaction.atomic
def note_condition(
    *,
    home: UUID | None = None,
    building: UUID | None = None,
    found: tuple[str, Cylinder, Decimal],
    by: UUID | None,
    now: datetime,
) -> None:
    """Note a door's make, its cylinder and the gap in millimetres, as somebody `found` them."""
    make, cylinder, gap_mm = found
    DoorCondition.objects.create(
        home_id=home,
        building_id=building,
        make=make,
        cylinder=cylinder.value,
        gap_mm=gap_mm,
        noted_at=now,
        noted_by=by,
    )
    ledger.append(
        entry(
            "door_condition_noted",
            now,
            home=home.hex if home else None,
            building=building.hex if building else None,
            cylinder=cylinder.value,
            gap_mm=str(gap_mm),
            by=by.hex if by else None,
        )
    )
