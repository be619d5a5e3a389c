"""Somebody says that something is wrong with a door."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from elaas.doors.models import Unit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import FaultReport
from elaas.mounting.operations.orders import open_order
from elaas.mounting.rules import OrderReason, Task
from elaas.mounting.told_faults import Told

LONGEST_TEXT = 500
MOST_IN_A_DAY = 20
A_DAY = timedelta(days=1)


class NoSuchUnit(Exception):
    """No mounted unit has that id."""


class TooMany(Exception):
    """They have reported so much in a day that somebody must call them instead."""


@transaction.atomic
def report_fault(*, told: Told, now: datetime) -> UUID:
    """Keep it with the unit's open order for reported faults, or open one; answers the order.

    With an id that is known it changes nothing. Raises NoSuchUnit or TooMany.
    """
    units = Unit.objects.select_for_update(no_key=True, of=("self",))
    unit = units.filter(pk=told.lock_id, mounted_at__isnull=False).first()
    known = FaultReport.objects.filter(pk=told.id).values_list("order", flat=True).first()
    if known is not None:
        return known
    if unit is None:
        raise NoSuchUnit
    today = FaultReport.objects.filter(by_kind=told.kind, by_id=told.by, told_at__gt=now - A_DAY)
    if told.by is not None and today.count() >= MOST_IN_A_DAY:
        raise TooMany
    order = open_order(
        task=Task.SERVICE,
        reason=OrderReason.FAULT_REPORTED,
        home=unit.home_id,
        building=unit.building_id,
        lock_id=unit.lock_id,
        now=now,
    )
    row = FaultReport.objects.create(
        id=told.id,
        order_id=order,
        unit=unit,
        fault=told.fault.value,
        text=told.text[:LONGEST_TEXT],
        seen_at=min(told.at or now, now),
        told_at=now,
        by_kind=told.kind.value,
        by_id=told.by,
        caller=told.caller.value if told.caller else "",
    )
    ledger.append(
        entry(
            "fault_reported",
            now,
            report=row.id.hex,
            order=order.hex,
            lock=unit.lock_id,
            fault=row.fault,
            caller=row.caller,
            by=row.by_kind,
            by_id=told.by.hex if told.by else None,
        )
    )
    return order
