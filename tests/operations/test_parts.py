"""The parts of the old lock: packed, looked after, put back."""

from decimal import Decimal
from uuid import UUID

import pytest

from elaas.doors.models import Bag, Part, Photo, Unit
from elaas.doors.operations.parts import (
    BagIsThere,
    NoCost,
    Packed,
    Packing,
    Paid,
    PartsMissing,
    empty_bag,
    note_part,
    pack_bag,
)
from elaas.doors.photos import NotAPhoto
from elaas.doors.rules import PAID_FOR, PartEvent
from elaas.ledger.models import Entry
from tests.make import NOON, make_employee, make_home, make_unit
from tests.pictures import taken

PHOTO = taken()
PAID = dict.fromkeys(PAID_FOR, Paid(Decimal("349.50"), "Låsesmeden AS"))


@pytest.fixture
def unit(db: None) -> Unit:
    return make_unit(home=make_home())


def pack(unit: Unit, photo: bytes = PHOTO) -> UUID:
    parts = [Packed("Sylinderring", 2), Packed("Knappvrider", 1)]
    packing = Packing(label="4711", place="Boden, øverste hylle", parts=parts, photo=photo)
    return pack_bag(lock_id=unit.lock_id, packing=packing, by=make_employee().id, now=NOON)


def test_a_bag_is_recorded_with_its_parts_and_a_photo(unit: Unit) -> None:
    bag = Bag.objects.get(pk=pack(unit))

    assert (bag.unit, bag.label, bag.place) == (unit, "4711", "Boden, øverste hylle")
    assert set(bag.parts.values_list("name", "count")) == {("Sylinderring", 2), ("Knappvrider", 1)}
    assert bytes(bag.photo.content).startswith(b"\xff\xd8")
    told = bytes(Entry.objects.get(kind="parts_packed").body).decode()
    assert '"parts":3' in told
    assert "Boden" not in told


def test_there_is_one_full_bag_for_a_lock(unit: Unit) -> None:
    bag = pack(unit)

    with pytest.raises(BagIsThere):
        pack(unit)
    assert Photo.objects.count() == 1

    empty_bag(bag=bag, by=None, now=NOON)
    assert pack(unit) != bag


def test_without_a_photo_there_is_no_bag(unit: Unit) -> None:
    with pytest.raises(NotAPhoto):
        pack(unit, photo=b"a drawing")
    assert not Bag.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("mended", [PartEvent.FOUND, PartEvent.BOUGHT, PartEvent.REPAIRED])
def test_while_a_part_is_missing_the_old_lock_cannot_be_put_back(
    unit: Unit, mended: PartEvent
) -> None:
    bag, part = pack(unit), Part.objects.get(name="Knappvrider")
    note_part(part=part.id, event=PartEvent.MISSING, by=None, now=NOON)

    with pytest.raises(PartsMissing):
        empty_bag(bag=bag, by=None, now=NOON)
    assert Bag.objects.get().emptied_at is None

    note_part(part=part.id, event=mended, by=None, paid=PAID.get(mended), now=NOON)
    empty_bag(bag=bag, by=None, now=NOON)
    assert Bag.objects.get().emptied_at == NOON


@pytest.mark.parametrize("event", PartEvent)
def test_what_is_bought_or_repaired_has_its_cost_and_nothing_else_has(
    unit: Unit, event: PartEvent
) -> None:
    pack(unit)
    part = Part.objects.get(name="Knappvrider")
    other = None if event in PAID_FOR else Paid(Decimal(1), "Noen")

    with pytest.raises(NoCost):
        note_part(part=part.id, event=event, by=None, paid=other, now=NOON)

    note_part(part=part.id, event=event, by=None, paid=PAID.get(event), now=NOON)
    assert part.news.get().cost == (PAID[event].cost if event in PAID_FOR else None)


def test_put_back_twice_is_put_back_once(unit: Unit) -> None:
    bag = pack(unit)
    for _ in range(2):
        empty_bag(bag=bag, by=None, now=NOON)

    assert Entry.objects.filter(kind="parts_put_back").count() == 1
