"""A key box is stolen, with the resident's key in it; and perhaps found again.

Every cylinder that the key opens must be changed: whoever has the key needs no lock of ours.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from elaas.access.models import Credential
from elaas.access.operations.revoke import revoke
from elaas.access.operations.turns import change_facts
from elaas.doors import operations as doors
from elaas.doors import queries as doors_queries
from elaas.doors.models import Building, Unit, UnitKind
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import KeyBoxLoss, WorkOrder
from elaas.mounting.operations.orders import open_order
from elaas.mounting.queries.behind import residents
from elaas.mounting.queries.doors import key_may_open
from elaas.mounting.rules import OrderReason, Task
from elaas.notices.operations.notify import Person, Sending, notify
from elaas.notices.purposes import Purpose
from elaas.people.models import Recipient


class NoKeyBoxThere(Exception):
    """No mounted key box has that id."""


class NoDoor(Exception):
    """The key opens one door at least, and of those on the way to the box's home only."""


class NotLost(Exception):
    """That unit is not missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stolen:
    """What is told of a box that is gone. `doors`: homes and buildings whose door the key opens."""

    lock_id: str
    because: str
    doors: Collection[UUID]


@transaction.atomic
def report_stolen(
    *, stolen: Stolen, by: UUID | None, words: Callable[[str], str], now: datetime
) -> UUID:
    """Revoke what opens the box, take it off its door, and order each cylinder to be changed.

    Who lives behind the box's door is told, at night, too: `words` answers the text in a language.
    Raises NoKeyBoxThere or NoDoor.
    """
    change_facts()
    unit = Unit.objects.select_for_update(of=("self",)).filter(pk=stolen.lock_id).first()
    if unit is None or unit.kind != UnitKind.KEY_BOX or unit.mounted_at is None:
        raise NoKeyBoxThere
    if not stolen.doors or not set(stolen.doors) <= set(key_may_open(unit)):
        raise NoDoor
    loss = KeyBoxLoss.objects.create(
        unit=unit,
        home_id=unit.home_id,
        building_id=unit.building_id,
        because=stolen.because,
        told_at=now,
        told_by_id=by,
    )
    orders = [_order(place, now) for place in sorted(set(stolen.doors))]
    loss.orders.set(WorkOrder.objects.filter(id__in=orders))
    ledger.append(
        entry(
            "key_box_stolen",
            now,
            loss=loss.id.hex,
            lock=unit.lock_id,
            home=unit.home_id.hex if unit.home_id else None,
            building=unit.building_id.hex if unit.building_id else None,
            doors=[place.hex for place in sorted(set(stolen.doors))],
            orders=[order.hex for order in orders],
            by=by.hex if by else None,
        )
    )
    _shut_out(unit, now)
    doors.unit_lost(lock_id=unit.lock_id, now=now)
    _tell(loss, words, now)
    return loss.id


@transaction.atomic
def found_again(*, lock_id: str, by: UUID | None, now: datetime) -> None:
    """The box is here again, on no door. Orders stay: somebody may have copied the key.

    What was told of the theft may be past its time by then. Raises NotLost.
    """
    unit = Unit.objects.select_for_update(of=("self",)).filter(pk=lock_id).first()
    if unit is None or unit.lost_at is None:
        raise NotLost
    loss = KeyBoxLoss.objects.filter(unit=lock_id, found_at=None).first()
    if loss is not None:
        loss.found_at, loss.found_by_id = now, by
        loss.save(update_fields=["found_at", "found_by"])
    doors.unit_found(lock_id=lock_id, now=now)
    ledger.append(
        entry(
            "key_box_found",
            now,
            loss=loss.id.hex if loss else None,
            lock=lock_id,
            by=by.hex if by else None,
        )
    )


def _order(place: UUID, now: datetime) -> UUID:
    is_building = Building.objects.filter(pk=place).exists()
    return open_order(
        task=Task.SERVICE,
        reason=OrderReason.KEY_BOX_STOLEN,
        home=None if is_building else place,
        building=place if is_building else None,
        now=now,
    )


def _shut_out(unit: Unit, now: datetime) -> None:
    """No phone opens it any more, whatever it has heard: a new epoch, and nothing given out."""
    doors.raise_epoch(lock_id=unit.lock_id, now=now)
    live = Credential.objects.filter(unit=unit, revoked_at=None, expires_at__gt=now)
    revoke(credentials=list(live.values_list("cti", flat=True)), because="unit_lost", now=now)


def _tell(loss: KeyBoxLoss, words: Callable[[str], str], now: datetime) -> None:
    homes = {loss.home_id} if loss.home_id else set[UUID]()
    if loss.building_id:
        homes = doors_queries.homes_behind([loss.building_id])
    living = {one for some in residents(homes, now=now).values() for one in some}
    for recipient, language in Recipient.objects.filter(id__in=living).values_list(
        "id", "language"
    ):
        notify(
            to=Person(recipient=recipient),
            purpose=Purpose.KEY_LOST,
            text=words(language),
            sending=Sending(id=uuid5(loss.id, recipient.hex), language=language, urgent=True),
            now=now,
        )
