"""What a door is like: whether a lock fits on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from elaas.doors.models import DoorCondition
from elaas.doors.operations.photos import kept
from elaas.doors.rules import MOST_GAP_MM, Cylinder, NoLock, why_no_lock
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry

_WHY = {
    NoLock.GAP: f"The gap between that door and its frame is noted as over {MOST_GAP_MM} mm.",
    NoLock.CYLINDER: "That door's cylinder is noted as a kind that takes no lock.",
}
_ADVICE = (
    "Mount a key box there (--key-box). If the door has been adjusted, note what it is like now on"
    " the page of its building or home, and try again."
)


class NoLockFits(Exception):
    """The door takes no lock, as it was last found; the message says why, and what to do."""


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


def refuse_unfit(place: UUID) -> None:
    """Raise NoLockFits where the door of `place` (a home or building) was last found so."""
    rows = DoorCondition.objects.filter(Q(home=place) | Q(building=place))
    found = rows.order_by("noted_at", "pk").last()
    if found is None:
        return
    why = why_no_lock(cylinder=Cylinder(found.cylinder), gap_mm=found.gap_mm)
    if why:
        raise NoLockFits(f"{' '.join(_WHY[one] for one in why)} {_ADVICE}")
