"""«Montering og demontering av eLås på ytterdøren»: the replaced parts stay at home until then."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from elaas.access.operations.mounting import plan_removal
from elaas.access.queries.pages.bag import bag_of
from elaas.access.rules import Period
from elaas.demo.clock import now
from elaas.doors.operations.parts import (
    Packed,
    Packing,
    Paid,
    PartsMissing,
    empty_bag,
    note_part,
    pack_bag,
)
from elaas.doors.queries import home_of
from elaas.doors.rules import PartEvent
from tests.letter.conftest import FLAT, HOUSE, Town
from tests.pictures import taken

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = [Packed("Knappvrider", 1), Packed("Sylinderring", 2)]


def packed() -> UUID:
    packing = Packing(label="4711", place="Boden, øverste hylle", parts=PARTS, photo=taken())
    return pack_bag(lock_id=FLAT, packing=packing, by=None, now=now())


@pytest.mark.usefixtures("town")
def test_the_replaced_parts_lie_at_home_where_it_is_written_down() -> None:
    packed()

    bag = bag_of(FLAT)

    assert bag is not None
    assert (bag.label, bag.place, bag.complete) == ("4711", "Boden, øverste hylle", True)
    assert [(part.count, part.name) for part in bag.parts] == [
        (1, "Knappvrider"),
        (2, "Sylinderring"),
    ]


@pytest.mark.usefixtures("town")
def test_the_lock_is_put_back_as_it_was_and_not_with_a_part_missing() -> None:
    bag = packed()
    kept = bag_of(FLAT)
    assert kept is not None
    note_part(part=kept.parts[0].id, event=PartEvent.MISSING, by=None, now=now())

    with pytest.raises(PartsMissing):
        empty_bag(bag=bag, by=None, now=now())

    paid = Paid(Decimal(450), "Låsesmeden AS")
    note_part(part=kept.parts[0].id, event=PartEvent.REPAIRED, by=None, paid=paid, now=now())
    empty_bag(bag=bag, by=None, now=now())
    assert bag_of(FLAT) is None


def test_when_elas_is_taken_down_the_lock_opens_for_nobody_and_can_serve_elsewhere(
    town: Town,
) -> None:
    town.plan("visit", "kari", "bjorn")
    kari, per = town.worker("kari"), town.worker("per")
    assert kari.open(HOUSE).done
    begins = now()
    plan_removal(
        installer=per.id,
        lock_id=HOUSE,
        home=home_of(HOUSE),
        period=Period(begins, begins + timedelta(hours=1)),
        now=begins,
    )
    per.sync()

    assert per.release(HOUSE).done
    per.sync()

    assert not town.street.show(HOUSE)["claimed"]
    assert not kari.open(HOUSE).done
    kari.sync()
    assert not any(key.lock.lock_id == HOUSE for key in kari.credentials())
    town.mount(HOUSE)  # as on another door: its label says who it is
    assert town.street.show(HOUSE)["claimed"]
    per.sync()
    kari.sync()
