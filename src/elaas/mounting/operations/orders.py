"""Work orders: what is to be done at a unit when nobody has to be at home."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from elaas.access.operations.turns import change_facts
from elaas.doors.models import Building, Home, Unit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import WorkOrder
from elaas.mounting.operations.crew_day import call_off_what_is_over
from elaas.mounting.operations.crews import named
from elaas.mounting.queries.calendar import today
from elaas.mounting.rules import OrderReason, Task


class NoSuchOrder(Exception):
    """There is no such work order, or it is done."""


class ChangedMeanwhile(Exception):
    """Somebody else has given it away, or taken it back, in the meantime."""


class PastDay(Exception):
    """The day is over."""


class Taken(NamedTuple):
    """Who is to do it, and when."""

    crew: str
    day: date


@transaction.atomic
def open_order(
    *,
    task: Task,
    reason: OrderReason,
    home: UUID | None = None,
    building: UUID | None = None,
    lock_id: str | None = None,
    now: datetime,
) -> UUID:
    """Open it, at the door of `home` or at the common entrance of `building`.

    Where one is open for the same unit and reason (or, without a unit, the same door and reason),
    that is the one.
    """
    _hold(home, building, lock_id)
    same = WorkOrder.objects.filter(
        reason=reason.value, unit=lock_id, home=home, building=building, done_at=None
    )
    found = same.values_list("id", flat=True).first()
    if found is not None:
        return found
    row = WorkOrder.objects.create(
        task=task.value,
        reason=reason.value,
        unit_id=lock_id,
        home_id=home,
        building_id=building,
        opened_at=now,
    )
    ledger.append(
        entry(
            "work_order_opened",
            now,
            order=row.id.hex,
            task=task.value,
            reason=reason.value,
            lock=lock_id,
            home=home.hex if home else None,
            building=building.hex if building else None,
        )
    )
    return row.id


@transaction.atomic
def take_order(*, order: UUID, crew: str, day: date, now: datetime) -> None:
    """That crew does it on that day. Raises NoSuchOrder or NoSuchCrew."""
    change_facts()
    row = held_order(order)
    held = named(crew)
    row.crew, row.day = held, day
    row.save(update_fields=["crew", "day"])
    ledger.append(
        entry("work_order_taken", now, order=order.hex, crew=held.id.hex, day=day.isoformat())
    )
    call_off_what_is_over(now=now)


@transaction.atomic
def give_order(
    *, order: UUID, to: Taken | None, seen: UUID | None, by: UUID | None, now: datetime
) -> None:
    """Somebody gives it to a crew and a day, or (None) takes it back.

    `seen`: the crew that had it when they decided. Raises ChangedMeanwhile where that is not so
    any more; PastDay, NoSuchOrder or NoSuchCrew.
    """
    change_facts()
    row = held_order(order)
    if row.crew_id != seen:
        raise ChangedMeanwhile
    if to is not None and to.day < today(now):
        raise PastDay
    row.crew, row.day = (named(to.crew), to.day) if to else (None, None)
    row.save(update_fields=["crew", "day"])
    ledger.append(
        entry(
            "work_order_given",
            now,
            order=order.hex,
            crew=row.crew.id.hex if row.crew else None,
            day=to.day.isoformat() if to else None,
            by=by.hex if by else None,
        )
    )
    call_off_what_is_over(now=now)


@transaction.atomic
def finish_order(*, order: UUID, by: UUID | None, now: datetime) -> None:
    """It is done, and nobody has a visit for it any more; `by` None: the unit tells it.

    Raises NoSuchOrder.
    """
    change_facts()
    row = held_order(order)
    row.done_at = now
    row.save(update_fields=["done_at"])
    ledger.append(entry("work_order_done", now, order=order.hex, by=by.hex if by else None))
    call_off_what_is_over(now=now)


@transaction.atomic
def call_off_orders(*, reason: OrderReason, building: UUID, now: datetime) -> int:
    """What was to be done at that entrance for that reason need not be; answers how many were."""
    rows = WorkOrder.objects.select_for_update(no_key=True).filter(
        reason=reason.value, building=building, done_at=None
    )
    found = list(rows.order_by("id"))
    for row in found:
        row.done_at, row.called_off = now, True
        row.save(update_fields=["done_at", "called_off"])
        ledger.append(entry("work_order_called_off", now, order=row.id.hex, reason=reason.value))
    return len(found)


def held_order(order: UUID) -> WorkOrder:
    """The open order, held until the transaction ends. Raises NoSuchOrder."""
    rows = WorkOrder.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=order, done_at=None).first()
    if row is None:
        raise NoSuchOrder
    return row


def _hold(home: UUID | None, building: UUID | None, lock_id: str | None) -> None:
    """Let whoever else opens one there wait until we are done."""
    for rows, key in (
        (Home.objects.all(), home),
        (Building.objects.all(), building),
        (Unit.objects.all(), lock_id),
    ):
        if key is not None:
            list(rows.select_for_update(no_key=True).filter(pk=key).values_list("pk"))
