"""Work orders from what the units tell of themselves, and phones of their doors."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from elaas.access.operations.turns import change_facts
from elaas.doors.models import Unit
from elaas.mounting import service
from elaas.mounting.models import WorkOrder
from elaas.mounting.operations.faults import NoSuchUnit, TooMany, report_fault
from elaas.mounting.operations.orders import finish_order, open_order
from elaas.mounting.queries import health
from elaas.mounting.rules import OrderReason, Task


def look_after(*, now: datetime) -> int:
    """Open the orders that units need, and end those they need no more; answers how many.

    Each unit by itself: what a killed worker leaves is done the next time, and nothing twice.
    """
    for told in health.told_by_phones(now=now):
        with suppress(NoSuchUnit, TooMany):  # it has left its door, or they must call
            report_fault(told=told, now=now)
    return sum(_look_after(lock_id, now) for lock_id in health.to_look_after(now=now))


@transaction.atomic
def _look_after(lock_id: str, now: datetime) -> int:
    change_facts()  # who has a visit for an order that ends has it no more
    # Two workers take turns, and the second sees what the first has done.
    held = Unit.objects.select_for_update(no_key=True, of=("self",)).filter(pk=lock_id)
    unit = held.first()
    if unit is None:
        return 0
    if unit.mounted_at is None:  # it is gone from its door, and its troubles with it
        return _end(lock_id, service.BY_THE_UNIT, now)
    seen = health.seen(unit, mounted_at=unit.mounted_at, now=now)
    wanted = service.needs(seen, limits=health.limits(), now=now)
    for reason in sorted(wanted - set(seen.open)):
        open_order(
            task=Task.SERVICE,
            reason=reason,
            home=unit.home_id,
            building=unit.building_id,
            lock_id=lock_id,
            now=now,
        )
    over = (set(seen.open) & service.BY_THE_UNIT) - wanted
    return len(wanted - set(seen.open)) + _end(lock_id, over, now)


def _end(lock_id: str, reasons: Collection[OrderReason], now: datetime) -> int:
    rows = WorkOrder.objects.filter(unit=lock_id, done_at=None, reason__in=reasons)
    orders = list(rows.values_list("id", flat=True))
    for order in orders:
        finish_order(order=order, by=None, now=now)
    return len(orders)
