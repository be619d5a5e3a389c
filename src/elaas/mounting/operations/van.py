"""What lies in a crew's van: units that it can mount today."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from elaas.access.operations.turns import change_facts
from elaas.doors.models import Unit
from elaas.doors.operations.approval import refuse_unapproved
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import Carried
from elaas.mounting.operations.crew_day import call_off_what_is_over
from elaas.mounting.operations.crews import named


class OnADoor(Exception):
    """The unit is mounted, stolen, at repair or out of use, or there is none of that id."""


class InAnotherVan(Exception):
    """The unit lies in another crew's van."""


@transaction.atomic
def load_units(
    *, lock_ids: Collection[str], crew: str, from_shelf: bool = False, now: datetime
) -> None:
    """Put them into that crew's van, from wherever they lay; all or none.

    What opened one for the crew that had it before does so no more. Raises NoSuchCrew, OnADoor with
    the lock id that cannot lie there, or NotApproved: at the door it is late for a warning;
    InAnotherVan where it was to come `from_shelf`, and does not.
    """
    change_facts()
    held = named(crew)
    units = Unit.objects.select_for_update(no_key=True).filter(pk__in=lock_ids).order_by("pk")
    free = {
        unit.pk: unit
        for unit in units
        if unit.mounted_at is unit.lost_at is unit.written_off_at is None
        and unit.repair_at is unit.scrapped_at is None
    }
    for lock_id in lock_ids:
        if lock_id not in free:
            raise OnADoor(lock_id)
        refuse_unapproved(free[lock_id])
        if Carried.objects.filter(unit=lock_id, crew=held).exists():
            continue
        if from_shelf and Carried.objects.filter(unit=lock_id).exists():
            raise InAnotherVan(lock_id)
        Carried.objects.update_or_create(unit_id=lock_id, defaults={"crew": held, "loaded_at": now})
        ledger.append(entry("unit_loaded", now, lock=lock_id, crew=held.id.hex))
    call_off_what_is_over(now=now)


@transaction.atomic
def unload_unit(*, lock_id: str, now: datetime) -> None:
    """It lies in no van any more: mounted, or on its shelf. Once more changes nothing.

    What opened it for the crew does so no more. Takes the turn to change facts.
    """
    change_facts()
    if Carried.objects.filter(unit=lock_id).delete()[0]:
        ledger.append(entry("unit_unloaded", now, lock=lock_id))
        call_off_what_is_over(now=now)
