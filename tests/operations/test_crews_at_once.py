"""Two at the same page: an order goes to one crew, and a unit lies in one van."""

from collections import Counter
from datetime import timedelta

import pytest

from elaas.ledger.models import Entry
from elaas.mounting.models import Carried, WorkOrder
from elaas.mounting.operations.orders import ChangedMeanwhile, Taken, give_order
from elaas.mounting.operations.van import InAnotherVan, load_units
from tests import make
from tests.make import NOON
from tests.operations.test_booking_at_once import AT_A_TIME, at_once

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = (NOON + timedelta(days=1)).date()


def test_an_order_that_many_give_away_at_once_goes_to_the_first() -> None:
    order = make.make_order(make.make_unit(home=make.make_home())).id
    crews = [make.make_crew().name for _ in range(AT_A_TIME)]

    def give(crew: str) -> str:
        try:
            give_order(order=order, to=Taken(crew, TOMORROW), seen=None, by=None, now=NOON)
        except ChangedMeanwhile:
            return ""
        return crew

    answers = at_once(give, crews)

    [first] = [name for name in answers if name]
    taken = WorkOrder.objects.get()
    assert taken.crew is not None
    assert taken.crew.name == first
    assert Entry.objects.filter(kind="work_order_given").count() == 1


def test_a_unit_that_many_load_at_once_lies_in_one_van() -> None:
    unit = make.make_unit(mounted=False).lock_id
    crews = [make.make_crew().name for _ in range(AT_A_TIME)]

    def load(crew: str) -> bool:
        try:
            load_units(lock_ids=[unit], crew=crew, from_shelf=True, now=NOON)
        except InAnotherVan:
            return False
        return True

    assert Counter(at_once(load, crews)) == {True: 1, False: AT_A_TIME - 1}
    assert Carried.objects.count() == 1
