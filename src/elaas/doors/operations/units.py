"""Register a unit by its label, note that it is claimed, mount it on a door."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from elaas.doors.models import Building, Unit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.protocol.cose import PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What a unit's label says (the JSON of `elaas lock init`)."""

    lock_id: str
    label: str
    dh: PublicKey
    receipt: PublicKey
    claim_secret: bytes


class LockIdTaken(Exception):
    """Another unit with other keys is registered under this lock id; the label may be forged."""


class MountedElsewhere(Exception):
    """The unit is on another door; whoever has a credential for it would open this one."""


class PlaceTaken(Exception):
    """Another unit is on this door already; it must be taken down first."""


@transaction.atomic
def register_unit(*, label: Registration, now: datetime) -> None:
    """Take a unit into the fleet; again with the same label changes nothing. Raises LockIdTaken."""
    known = Unit.objects.select_for_update().filter(lock_id=label.lock_id).first()
    if known is not None:
        keys = tuple(map(bytes, (known.dh_x, known.dh_y, known.receipt_x, known.receipt_y)))
        if keys != (label.dh.x, label.dh.y, label.receipt.x, label.receipt.y):
            raise LockIdTaken(f"{label.lock_id} is registered already, with other keys.")
        return
    Unit.objects.create(
        lock_id=label.lock_id,
        label=label.label,
        dh_x=label.dh.x,
        dh_y=label.dh.y,
        receipt_x=label.receipt.x,
        receipt_y=label.receipt.y,
        claim_secret=label.claim_secret,
        registered_at=now,
    )
    ledger.append(
        entry(
            "unit_registered",
            now,
            lock=label.lock_id,
            receipt_key=[label.receipt.x.hex(), label.receipt.y.hex()],
        )
    )


@transaction.atomic
def unit_claimed(*, lock_id: str, now: datetime) -> None:
    """Note that the lock has accepted our authority."""
    changed = Unit.objects.filter(lock_id=lock_id, claimed_at=None).update(claimed_at=now)
    if changed:
        ledger.append(entry("unit_claimed", now, lock=lock_id))


@transaction.atomic
def mount_unit(
    *, lock_id: str, home: UUID | None = None, building: UUID | None = None, now: datetime
) -> None:
    """Put a claimed unit on the door of `home`, or on the common entrance of `building`.

    Mounting on a building records that it has a common entrance. Once more changes nothing.
    Raises PlaceTaken or MountedElsewhere.
    """
    unit = Unit.objects.select_for_update().get(lock_id=lock_id)
    place = Unit.objects.filter(home=home, building=building).exclude(lock_id=lock_id)
    if place.exists():
        raise PlaceTaken(f"{place.get().lock_id} is on that door already.")
    if unit.mounted_at is not None:
        if (unit.home_id, unit.building_id) != (home, building):
            raise MountedElsewhere(f"{lock_id} is on another door. It must be taken down first.")
        return
    if building is not None:
        Building.objects.filter(id=building, entrance_recorded_at=None).update(
            entrance_recorded_at=now
        )
    unit.home_id, unit.building_id, unit.mounted_at = home, building, now
    unit.save(update_fields=["home", "building", "mounted_at"])
    ledger.append(
        entry(
            "unit_mounted",
            now,
            lock=lock_id,
            home=home.hex if home else None,
            building=building.hex if building else None,
        )
    )


@transaction.atomic
def raise_epoch(*, lock_id: str, now: datetime) -> None:
    """All credentials issued for the unit so far die when the lock hears of it."""
    Unit.objects.filter(lock_id=lock_id).update(epoch=F("epoch") + 1)
    ledger.append(entry("epoch_raised", now, lock=lock_id))
