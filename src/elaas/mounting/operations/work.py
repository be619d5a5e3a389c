"""What was done about a work order, and whether the door works now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access.operations.turns import change_facts
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import OrderWork
from elaas.mounting.operations.crew_day import call_off_what_is_over
from elaas.mounting.operations.orders import finish_order, held_order
from elaas.mounting.service import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done. `works`: the door works now; if not, somebody must come once more."""

    work: Work
    works: bool
    text: str = ""


@transaction.atomic
def note_work(*, order: UUID, done: Done, by: UUID | None, now: datetime) -> None:
    """Note it. Where the door works the order is done; else it waits for a crew and a day again.

    Raises NoSuchOrder.
    """
    change_facts()
    row = held_order(order)
    OrderWork.objects.create(
        order=row,
        work=done.work.value,
        works=done.works,
        text=done.text,
        done_at=now,
        done_by_id=by,
    )
    ledger.append(
        entry(
            "order_worked_on",
            now,
            order=order.hex,
            work=done.work.value,
            works=int(done.works),
            by=by.hex if by else None,
        )
    )
    if done.works:
        finish_order(order=order, by=by, now=now)
    elif row.crew_id is not None:
        row.crew = row.day = None
        row.save(update_fields=["crew", "day"])
        call_off_what_is_over(now=now)
