"""What `elaas stock receive` does once there is a database."""

import argparse
from collections.abc import Sequence

from elaas.doors.label import Label
from elaas.doors.operations import LockIdTaken, UnitKind, WrittenOff
from elaas.doors.operations.stock import Delivery, ReceivedAlready, receive_delivery
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.jobs.words import counted
from elaas.mounting.queries.calendar import today


def receive(labels: Sequence[Label], asked: argparse.Namespace) -> None:
    """Take the delivery in, and say so. Raises Stop."""
    if asked.bought > today(now()):
        raise Stop("It cannot have been bought on a day to come. Nothing was taken in.")
    delivery = Delivery(
        supplier=asked.supplier,
        order=asked.order,
        price=asked.price,
        bought_on=asked.bought,
        kind=UnitKind.KEY_BOX if asked.key_box else UnitKind.LOCK,
    )
    try:
        receive_delivery(labels=labels, delivery=delivery, now=now())
    except (LockIdTaken, ReceivedAlready, WrittenOff) as reason:
        raise Stop(f"{reason} Nothing was taken in.") from None
    print(f"{counted(len(labels), 'unit')} of order {asked.order} taken in.")
