"""Register a unit by its label, note that it is claimed, mount it on a door."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from elaas.doors.label import Label
from elaas.doors.models import Building, Unit, UnitKind
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


class LockIdTaken(Exception):
    """A unit with other keys, or of another kind, is registered under this lock id.

    With other keys the label may be forged.
    """


class MountedElsewhere(Exception):
    """The unit is on another door; whoever has a credential for it would open this one."""


class PlaceTaken(Exception):
    """Another unit is on this door already; it must be taken down first."""


@transaction.atomic
def register_unit(*, label: Label, kind: UnitKind = UnitKind.LOCK, now: datetime) -> None:
    """Take a unit into the fleet; again with the same label changes nothing. Raises LockIdTaken."""
    known = Unit.objects.select_for_update().filter(lock_id=label.lock_id).first()
    if known is not None:
        keys = tuple(map(bytes, (known.dh_x, known.dh_y, known.receipt_x, known.receipt_y)))
        if keys != (label.dh.x, label.dh.y, label.receipt.x, label.receipt.y):
            raise LockIdTaken(f"{label.lock_id} is registered already, with other keys.")
        if known.kind != kind:
            raise LockIdTaken(f"{label.lock_id} is registered already, as a {_called(known.kind)}.")
        return
    Unit.objects.create(
        lock_id=label.lock_id,
        label=label.label,
        kind=kind,
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
            unit=str(kind),
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


def lock_units(lock_ids: Collection[str]) -> None:
    """Hold these units until the transaction ends, in the order of their ids."""
    locked = Unit.objects.select_for_update(no_key=True).filter(lock_id__in=lock_ids)
    list(locked.order_by("lock_id").values_list("lock_id"))


@transaction.atomic
def raise_epoch(*, lock_id: str, now: datetime) -> None:
    """All credentials issued for the unit so far die when the lock hears of it."""
    Unit.objects.filter(lock_id=lock_id).update(epoch=F("epoch") + 1)
    ledger.append(entry("epoch_raised", now, lock=lock_id))


def _called(kind: str) -> str:
    return {UnitKind.LOCK: "lock", UnitKind.KEY_BOX: "key box"}[UnitKind(kind)]
