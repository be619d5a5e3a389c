"""The parts of the old lock: put them in a bag, keep an eye on them, put them back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from elaas.doors.models import Bag, Part, PartNews
from elaas.doors.operations.photos import kept
from elaas.doors.rules import PAID_FOR, PartEvent, is_there
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


class BagIsThere(Exception):
    """The unit's parts are in a bag already; what is in it must be put back first."""


class NoCost(Exception):
    """What is bought or repaired has a cost and somebody who was paid; nothing else has."""


class OtherParts(Exception):
    """Those parts are not in the unit's bag, or it never had one."""


class PartsMissing(Exception):
    """The old lock cannot be put back: a part is missing, and must be found, bought or repaired."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One kind of part that goes into the bag; `count` is at least 1."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What the municipality paid, in kroner, and to whom."""

    cost: Decimal
    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """A bag as the installer leaves it.

    `place`: where in the home it lies. `photo`: of the parts, as the camera made it, or the id of a
    kept one.
    """

    label: str
    place: str
    parts: Collection[Packed]
    photo: bytes | UUID


@transaction.atomic
def pack_bag(*, lock_id: str, packing: Packing, by: UUID | None, now: datetime) -> UUID:
    """Record the bag with the parts that the unit replaced; answers its id.

    `by`: the installer; None in the demo. Raises NotAPhoto or BagIsThere.
    """
    photo = kept(packing.photo, by=by, now=now)
    bag = Bag(unit_id=lock_id, label=packing.label, place=packing.place, photo=photo)
    bag.packed_at, bag.packed_by_id = now, by
    try:
        with transaction.atomic():
            bag.save(force_insert=True)
    except IntegrityError:
        raise BagIsThere from None
    Part.objects.bulk_create(Part(bag=bag, name=one.name, count=one.count) for one in packing.parts)
    ledger.append(
        entry(
            "parts_packed",
            now,
            bag=bag.id.hex,
            lock=lock_id,
            parts=sum(one.count for one in packing.parts),
            by=by.hex if by else None,
        )
    )
    return bag.id


@transaction.atomic
def note_part(
    *, part: UUID, event: PartEvent, by: UUID | None, paid: Paid | None = None, now: datetime
) -> None:
    """Note what became of a part. `paid`: for what was bought or repaired, and for nothing else.

    A missing part is replaced at the municipality's cost (letter, «Hva koster det å ha eLås?»).
    Raises NoCost or Part.DoesNotExist.
    """
    if (event in PAID_FOR) != (paid is not None):
        raise NoCost
    # The bag first: whoever puts the parts back meanwhile waits, or is waited for.
    bag = Part.objects.values_list("bag", flat=True).get(pk=part)
    Bag.objects.select_for_update(no_key=True).get(pk=bag)
    found = Part.objects.select_for_update().get(pk=part)
    PartNews.objects.create(
        part=found,
        event=event,
        noted_at=now,
        noted_by_id=by,
        cost=paid.cost if paid else None,
        supplier=paid.supplier if paid else "",
    )
    ledger.append(
        entry(
            "part_noted",
            now,
            part=part.hex,
            bag=found.bag_id.hex,
            event=event.value,
            cost=str(paid.cost) if paid else None,
            by=by.hex if by else None,
        )
    )


@transaction.atomic
def empty_bag(*, bag: UUID, by: UUID | None, now: datetime) -> None:
    """The parts are back in the door. Once more changes nothing. Raises PartsMissing."""
    found = Bag.objects.select_for_update().get(pk=bag)
    if found.emptied_at is not None:
        return
    for part in found.parts.select_for_update().prefetch_related("news"):
        in_order = sorted(part.news.all(), key=lambda news: (news.noted_at, news.pk))
        if not is_there(PartEvent(news.event) for news in in_order):
            raise PartsMissing
    found.emptied_at = now
    found.save(update_fields=["emptied_at"])
    ledger.append(
        entry("parts_put_back", now, bag=bag.hex, lock=found.unit_id, by=by.hex if by else None)
    )
