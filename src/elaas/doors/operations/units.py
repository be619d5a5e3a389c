"""Register a unit by its label, note that it is claimed, mount it on a door."""

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from elaas.doors.label import Label
from elaas.doors.models import Building, Home, Unit, UnitKind
from elaas.doors.operations.approval import refuse_unapproved
from elaas.doors.queries import board_at, standings
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.protocol.label import CLAIM_SECRET


class LockIdTaken(Exception):
    """A unit that is not just as this label says is registered under this lock id.

    With other keys or another secret the label may be forged.
    """


class MountedElsewhere(Exception):
    """The unit is on another door; whoever has a credential for it would open this one."""


class NotPermitted(Exception):
    """The board or landlord on record has not been told, or has not agreed."""


class UnitLost(Exception):
    """The unit is reported as stolen; whoever has it at hand must say first that it is found."""


class WrittenOff(Exception):
    """The unit could not be released once, and is trusted no more; or it is scrapped."""


class InRepair(Exception):
    """The unit has been sent to repair; whoever has it at hand must say first that it is back."""


class PlaceTaken(Exception):
    """Another unit is on this door already; it must be taken down first."""


@transaction.atomic
def register_unit(*, label: Label, kind: UnitKind = UnitKind.LOCK, now: datetime) -> None:
    """Take a unit into the fleet; again with the same label changes nothing.

    Raises LockIdTaken or WrittenOff.
    """
    told: dict[str, str | bytes] = {
        "label": label.label,
        "kind": kind,
        "dh_x": label.dh.x,
        "dh_y": label.dh.y,
        "receipt_x": label.receipt.x,
        "receipt_y": label.receipt.y,
        "claim_secret": label.claim_secret,
    }
    unit, is_new = Unit.objects.select_for_update().get_or_create(
        lock_id=label.lock_id, defaults={**told, "registered_at": now}
    )
    if not is_new:
        _refuse_another(unit, told)
        refuse_written_off(unit)
        return
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
    """Note that the lock has accepted our authority; one out of use stays nobody's."""
    serves = Unit.objects.filter(
        lock_id=lock_id, claimed_at=None, written_off_at=None, repair_at=None, scrapped_at=None
    )
    changed = serves.update(claimed_at=now)
    if changed:
        ledger.append(entry("unit_claimed", now, lock=lock_id))


@transaction.atomic
def mount_unit(
    *, lock_id: str, home: UUID | None = None, building: UUID | None = None, now: datetime
) -> None:
    """Put a claimed unit on the door of `home`, or on the common entrance of `building`.

    Mounting on a building records that it has a common entrance. Once more changes nothing.
    A board or landlord on record must permit it: doors.rules.standing. Raises PlaceTaken,
    MountedElsewhere, NotPermitted, NotApproved, WrittenOff, InRepair or UnitLost.
    """
    _lock_place(home=home, building=building)
    unit = Unit.objects.select_for_update().get(lock_id=lock_id)
    if unit.lost_at is not None:
        raise UnitLost(f"{lock_id} is reported as stolen.")
    refuse_written_off(unit)
    if unit.repair_at is not None:
        raise InRepair(f"{lock_id} has been sent to repair.")
    place = Unit.objects.filter(home=home, building=building).exclude(lock_id=lock_id)
    if place.exists():
        raise PlaceTaken(f"{place.get().lock_id} is on that door already.")
    if unit.mounted_at is not None:
        if (unit.home_id, unit.building_id) != (home, building):
            raise MountedElsewhere(f"{lock_id} is on another door. It must be taken down first.")
        return
    refuse_unpermitted(home or building, key_box=unit.kind == UnitKind.KEY_BOX, now=now)
    refuse_unapproved(unit)
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


def refuse_unpermitted(place: UUID | None, *, key_box: bool, now: datetime) -> None:
    """Raise NotPermitted unless the board or landlord on record at `place`, if any, permits it."""
    board = board_at(place) if place else None
    if board is None or standings([board], now=now)[board].permits(key_box=key_box):
        return
    raise NotPermitted(
        "The board or landlord has not been told, or has not agreed: see /buildings/."
    )


@transaction.atomic
def prepare_release(
    *, lock_id: str, now: datetime, random: Callable[[int], bytes] = secrets.token_bytes
) -> None:
    """Make the secret by which the unit can be claimed again after its release; once.

    It is stored before any phone is told it: a lock that knows a secret nobody else knows is lost.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(lock_id=lock_id)
    if unit.next_claim_secret:
        return
    unit.next_claim_secret = random(CLAIM_SECRET)
    unit.save(update_fields=["next_claim_secret"])
    ledger.append(entry("release_prepared", now, lock=lock_id))


@transaction.atomic
def unit_released(*, lock_id: str, now: datetime) -> bool:
    """Take the unit off its door: it has forgotten our authority. Answers whether that is new."""
    unit = Unit.objects.select_for_update().get(lock_id=lock_id)
    if unit.claimed_at is None or not unit.next_claim_secret:
        return False
    ledger.append(
        entry(
            "unit_released",
            now,
            lock=lock_id,
            home=unit.home_id.hex if unit.home_id else None,
            building=unit.building_id.hex if unit.building_id else None,
        )
    )
    unit.claim_secret, unit.next_claim_secret = unit.next_claim_secret, b""
    unit.released_at = now
    unit.claimed_at = unit.mounted_at = unit.home = unit.building = None
    unit.save()
    return True


@transaction.atomic
def unit_lost(*, lock_id: str, now: datetime) -> None:
    """Take the unit off its door: it is stolen. It still knows our authority, but opens nothing."""
    Unit.objects.filter(lock_id=lock_id).update(
        lost_at=now, mounted_at=None, home=None, building=None
    )
    ledger.append(entry("unit_lost", now, lock=lock_id))


@transaction.atomic
def unit_found(*, lock_id: str, now: datetime) -> None:
    """It is here again, on no door."""
    Unit.objects.filter(lock_id=lock_id).update(lost_at=None)
    ledger.append(entry("unit_found", now, lock=lock_id))


@transaction.atomic
def write_off_unit(*, lock_id: str, because: str, now: datetime) -> bool:
    """Take off its door a unit that cannot be released any more; answers whether that is new.

    What it still takes, and from whom, nobody can know: it is never claimed or mounted again.
    """
    unit = Unit.objects.select_for_update().get(lock_id=lock_id)
    if unit.written_off_at is not None:
        return False
    ledger.append(
        entry(
            "unit_written_off",
            now,
            lock=lock_id,
            home=unit.home_id.hex if unit.home_id else None,
            building=unit.building_id.hex if unit.building_id else None,
        )
    )
    unit.written_off_at, unit.written_off_because = now, because
    unit.claimed_at = unit.mounted_at = unit.home = unit.building = None
    unit.save()
    return True


def refuse_written_off(unit: Unit) -> None:
    """Raise WrittenOff unless it may serve."""
    if unit.written_off_at is not None:
        raise WrittenOff(f"{unit.lock_id} has been written off. It must not serve again.")
    if unit.scrapped_at is not None:
        raise WrittenOff(f"{unit.lock_id} has been scrapped. It must not serve again.")


def lock_units(lock_ids: Collection[str]) -> None:
    """Hold these units until the transaction ends, in the order of their ids."""
    locked = Unit.objects.select_for_update(no_key=True).filter(lock_id__in=lock_ids)
    list(locked.order_by("lock_id").values_list("lock_id"))


@transaction.atomic
def raise_epoch(*, lock_id: str, now: datetime) -> None:
    """All credentials issued for the unit so far die when the lock hears of it."""
    Unit.objects.filter(lock_id=lock_id).update(epoch=F("epoch") + 1)
    ledger.append(entry("epoch_raised", now, lock=lock_id))


def _lock_place(*, home: UUID | None, building: UUID | None) -> None:
    """Let whoever else mounts something there wait until we are done."""
    if home is not None:
        Home.objects.select_for_update(no_key=True).get(id=home)
    if building is not None:
        Building.objects.select_for_update(no_key=True).get(id=building)


def _refuse_another(unit: Unit, told: Mapping[str, str | bytes]) -> None:
    """Raise LockIdTaken unless `unit` is just what the label told."""
    known = {name: getattr(unit, name) for name in told}
    other = {name for name, value in told.items() if known[name] != value}
    if unit.released_at is not None:
        other.discard("claim_secret")  # protocol, "Claiming": the label's serves only once
    if not other:
        return
    if other & {"dh_x", "dh_y", "receipt_x", "receipt_y"}:
        differs = "with other keys"
    elif "kind" in other:
        differs = f"as a {_called(unit.kind)}"
    elif "label" in other:
        differs = f"with {unit.label} printed on it"
    else:
        differs = "with another claim secret"
    raise LockIdTaken(f"{unit.lock_id} is registered already, {differs}.")


def _called(kind: str) -> str:
    return {UnitKind.LOCK: "lock", UnitKind.KEY_BOX: "key box"}[UnitKind(kind)]
