"""The old lock's parts at the door again: what went in, what is missing, what was told wrongly."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.doors.models import Bag, Part, PartNews
from elaas.doors.operations.parts import (
    BagIsThere,
    OtherParts,
    Packing,
    empty_bag,
    note_part,
)
from elaas.doors.operations.photos import kept
from elaas.doors.rules import PartEvent, is_there
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


@transaction.atomic
def put_back(
    *,
    lock_id: str,
    back: Collection[UUID],
    missing: Collection[UUID],
    by: UUID | None,
    now: datetime,
) -> None:
    """Note for each part of the unit's bag whether it is in the door again, or is missing.

    The bag is empty when none is missing; told otherwise later, it is not. Once more changes
    nothing. Raises OtherParts unless these are just its parts, or PartsMissing where one that is
    back was noted as missing since.
    """
    held = Bag.objects.select_for_update(no_key=True).filter(unit=lock_id)
    bag = held.order_by("packed_at").last()
    parts = {part.id: part for part in bag.parts.prefetch_related("news")} if bag else {}
    if bag is None or set(parts) != {*back, *missing}:
        raise OtherParts
    if missing and bag.emptied_at is not None and bag.emptied_at <= now:
        bag.emptied_at = None
        bag.save(update_fields=["emptied_at"])
        told = by.hex if by else None
        ledger.append(entry("parts_not_back", now, bag=bag.id.hex, lock=lock_id, by=told))
    for part in parts.values():
        wanted = PartEvent.MISSING if part.id in missing else PartEvent.FOUND
        if _is_there(part) != (wanted is PartEvent.FOUND):
            note_part(part=part.id, event=wanted, by=by, now=now)
    if not missing:
        empty_bag(bag=bag.id, by=by, now=now)


@transaction.atomic
def pack_again(*, lock_id: str, packing: Packing, by: UUID | None, now: datetime) -> None:
    """What was told of the unit's bag was wrong: from now on it is as told here.

    Raises NotAPhoto, or BagIsThere where something is known of a part in it, or where it was
    packed later than that.
    """
    bag = Bag.objects.select_for_update(no_key=True).get(unit=lock_id, emptied_at=None)
    if PartNews.objects.filter(part__bag=bag).exists() or bag.packed_at > now:
        raise BagIsThere
    bag.label, bag.place, bag.packed_at, bag.packed_by_id = packing.label, packing.place, now, by
    bag.photo = kept(packing.photo, by=by, now=now)
    bag.save()
    bag.parts.all().delete()
    Part.objects.bulk_create(Part(bag=bag, name=one.name, count=one.count) for one in packing.parts)
    ledger.append(
        entry(
            "parts_packed_again",
            now,
            bag=bag.id.hex,
            lock=lock_id,
            parts=sum(one.count for one in packing.parts),
            by=by.hex if by else None,
        )
    )


def _is_there(part: Part) -> bool:
    in_order = sorted(part.news.all(), key=lambda news: (news.noted_at, news.pk))
    return is_there(PartEvent(news.event) for news in in_order)
