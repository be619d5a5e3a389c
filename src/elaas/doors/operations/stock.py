"""A delivery of units is taken in, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from elaas.doors.label import Label
from elaas.doors.models import UnitKind
from elaas.doors.operations.units import register_unit
from elaas.doors.stock_models import Purchase
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What was ordered. `price`: of one unit, in kroner."""

    supplier: str
    order: str
    price: Decimal
    bought_on: date
    kind: UnitKind = UnitKind.LOCK


class ReceivedAlready(Exception):
    """A unit of it came with a delivery before; the message says which."""


@transaction.atomic
def receive_delivery(*, labels: Sequence[Label], delivery: Delivery, now: datetime) -> None:
    """Take these units into the fleet, with what they cost. Raises ReceivedAlready or LockIdTaken.

    A unit that is registered already, but of which nobody knows what it cost, gets its price.
    """
    # In one order for all, so that two who take in the same delivery wait for one another.
    for label in sorted(labels, key=lambda one: one.lock_id):
        register_unit(label=label, kind=delivery.kind, now=now)
        _, is_new = Purchase.objects.get_or_create(
            unit_id=label.lock_id,
            defaults={
                "supplier": delivery.supplier,
                "order": delivery.order,
                "price": delivery.price,
                "bought_on": delivery.bought_on,
                "received_at": now,
            },
        )
        if not is_new:
            raise ReceivedAlready(f"{label.lock_id} has been received already.")
        ledger.append(
            entry(
                "unit_received",
                now,
                lock=label.lock_id,
                order=delivery.order,
                price=str(delivery.price),
                bought_on=delivery.bought_on.isoformat(),
            )
        )
