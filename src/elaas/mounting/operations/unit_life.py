"""A unit that lies on its shelf is sent to repair, comes back, or is scrapped for good."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from elaas.access.models import Assignment, Credential
from elaas.access.operations.mounting import call_off
from elaas.access.operations.revoke import revoke
from elaas.access.operations.turns import change_facts
from elaas.doors.models import Unit, UnitEvent
from elaas.doors.unit_life import Deed
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import Carried


class NotOnTheShelf(Exception):
    """The unit is on a door, in a van, stolen, at repair or out of use already, or is not ours."""


class NotAtRepair(Exception):
    """The unit has not been sent to repair."""


class NoReason(Exception):
    """Whoever sends a unit away says why."""


@transaction.atomic
def send_to_repair(*, lock_id: str, because: str, by: UUID | None, now: datetime) -> None:
    """It goes to whoever repairs it; nobody loads or mounts it until it is back.

    Raises NotOnTheShelf or NoReason.
    """
    reason = _said(because)
    unit = _held(lock_id, now)
    if unit.written_off_at is not None or unit.repair_at is not None:
        raise NotOnTheShelf(lock_id)
    unit.repair_at = now
    unit.save(update_fields=["repair_at"])
    _tell(unit, Deed.TO_REPAIR, because=reason, by=by, now=now)


@transaction.atomic
def back_from_repair(
    *, lock_id: str, because: str, by: UUID | None, now: datetime, cost: Decimal | None = None
) -> None:
    """It lies on its shelf again. `because`: what was done to it, if anybody said. NotAtRepair.

    `cost`: of the repair, in kroner, if anybody said.
    """
    change_facts()
    unit = Unit.objects.select_for_update().filter(pk=lock_id, repair_at__isnull=False).first()
    if unit is None:
        raise NotAtRepair(lock_id)
    unit.repair_at = None
    unit.save(update_fields=["repair_at"])
    UnitEvent.objects.create(
        unit=unit, deed=Deed.BACK.value, because=because.strip(), cost=cost, at=now, by_id=by
    )
    paid = str(cost) if cost is not None else None
    who = by.hex if by else None
    ledger.append(entry("unit_back_from_repair", now, lock=lock_id, by=who, cost=paid))


@transaction.atomic
def scrap(*, lock_id: str, because: str, by: UUID | None, now: datetime) -> None:
    """It is thrown away, from its shelf or from repair, and never serves again.

    One that was written off is scrapped, too. Raises NotOnTheShelf or NoReason.
    """
    reason = _said(because)
    unit = _held(lock_id, now)
    unit.scrapped_at, unit.claimed_at, unit.repair_at = now, None, None
    unit.save(update_fields=["scrapped_at", "claimed_at", "repair_at"])
    _tell(unit, Deed.SCRAPPED, because=reason, by=by, now=now)


def _said(because: str) -> str:
    if not because.strip():
        raise NoReason
    return because.strip()


def _held(lock_id: str, now: datetime) -> Unit:
    """The unit, held, if it is on no door and in no van; what opened it does so no more."""
    change_facts()  # before any row is locked
    unit = Unit.objects.select_for_update().filter(pk=lock_id).first()
    if (
        unit is None
        or (unit.home_id or unit.building_id) is not None
        or not unit.mounted_at is unit.lost_at is unit.scrapped_at is None
        or Carried.objects.filter(unit=lock_id).exists()
    ):
        raise NotOnTheShelf(lock_id)
    visits = Assignment.objects.filter(unit=lock_id, ends_at__gt=now, withdrawn_at=None)
    call_off(visits=list(visits.values_list("pk", flat=True)), now=now)
    live = Credential.objects.filter(unit=lock_id, revoked_at=None, expires_at__gt=now)
    revoke(credentials=list(live.values_list("cti", flat=True)), because="unit_removed", now=now)
    return unit


def _tell(unit: Unit, deed: Deed, *, because: str, by: UUID | None, now: datetime) -> None:
    UnitEvent.objects.create(unit=unit, deed=deed.value, because=because, at=now, by_id=by)
    kind = "unit_sent_to_repair" if deed is Deed.TO_REPAIR else "unit_scrapped"
    ledger.append(entry(kind, now, lock=unit.lock_id, by=by.hex if by else None))
