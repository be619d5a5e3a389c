"""What a door is like: whether a lock fits on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from elaas.doors.models import DoorCondition
from elaas.doors.operations.photos import kept
from elaas.doors.rules import Cylinder
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A door as somebody found it. `photos`: as the camera made them, or ids of kept ones."""

    make: str
    cylinder: Cylinder
    gap_mm: Decimal
    photos: Collection[bytes | UUID] = ()


@transaction.atomic
def note_condition(
    *,
    home: UUID | None = None,
    building: UUID | None = None,
    seen: Seen,
    by: UUID | None,
    now: datetime,
) -> None:
    """Note what the door of `home`, or the entrance of `building`, is like. Raises NotAPhoto."""
    noted = DoorCondition.objects.create(
        home_id=home,
        building_id=building,
        make=seen.make,
        cylinder=seen.cylinder.value,
        gap_mm=seen.gap_mm,
        noted_at=now,
        noted_by=by,
    )
    noted.photos.set(kept(photo, by=by, now=now) for photo in seen.photos)
    ledger.append(
        entry(
            "door_condition_noted",
            now,
            home=home.hex if home else None,
            building=building.hex if building else None,
            cylinder=seen.cylinder.value,
            gap_mm=str(seen.gap_mm),
            photos=len(seen.photos),
            by=by.hex if by else None,
        )
    )
