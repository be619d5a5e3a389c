"""Who drives with which crew, what lies in its van, and what it has been given to do."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from elaas.ledger.models import Entry
from elaas.mounting.models import Carried, CrewMember, WorkOrder
from elaas.mounting.operations.cases import HasAnother, open_case
from elaas.mounting.operations.members import NotThere, join_crew, leave_crew
from elaas.mounting.operations.orders import NoSuchOrder, finish_order, open_order, take_order
from elaas.mounting.operations.van import OnADoor, load_units, unload_unit
from elaas.mounting.queries.crews import carried_by, crew_of, members
from elaas.mounting.rules import OrderReason, Task
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 12, 7)


def test_whoever_joins_another_crew_leaves_theirs_the_day_before() -> None:
    employee, one, other = make.make_employee().id, make.make_crew(), make.make_crew()
    join_crew(crew=one.name, employee=employee, first=MONDAY, now=NOON)

    join_crew(crew=other.name, employee=employee, first=MONDAY + timedelta(days=7), now=NOON)

    assert crew_of(employee, day=MONDAY + timedelta(days=6)) == one.id
    assert crew_of(employee, day=MONDAY + timedelta(days=7)) == other.id
    assert crew_of(employee, day=MONDAY - timedelta(days=1)) is None
    assert members(other.id, day=MONDAY) == []


def test_who_left_a_crew_drives_with_it_no_more_and_cannot_leave_twice() -> None:
    employee, crew = make.make_employee().id, make.make_crew()
    join_crew(crew=crew.name, employee=employee, first=MONDAY, now=NOON)

    leave_crew(crew=crew.name, employee=employee, first=MONDAY + timedelta(days=2), now=NOON)

    assert crew_of(employee, day=MONDAY + timedelta(days=1)) == crew.id
    assert crew_of(employee, day=MONDAY + timedelta(days=2)) is None
    with pytest.raises(NotThere):
        leave_crew(crew=crew.name, employee=employee, first=MONDAY + timedelta(days=2), now=NOON)
    assert CrewMember.objects.count() == 1


def test_a_unit_lies_in_one_van_and_a_mounted_one_in_none() -> None:
    one, other = make.make_crew(), make.make_crew()
    spare, mounted = make.make_unit(mounted=False), make.make_unit(home=make.make_home())
    load_units(lock_ids=[spare.lock_id], crew=one.name, now=NOON)

    load_units(lock_ids=[spare.lock_id], crew=other.name, now=NOON)

    assert (carried_by(one.id), carried_by(other.id)) == ([], [spare.lock_id])
    with pytest.raises(OnADoor, match=mounted.lock_id):
        load_units(lock_ids=[mounted.lock_id], crew=one.name, now=NOON)
    unload_unit(lock_id=spare.lock_id, now=NOON)
    unload_unit(lock_id=spare.lock_id, now=NOON)
    assert not Carried.objects.exists()
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert (kinds.count("unit_loaded"), kinds.count("unit_unloaded")) == (2, 1)


def test_the_same_trouble_with_a_unit_is_one_order_until_it_is_done() -> None:
    home, crew, by = make.make_home(), make.make_crew(), make.make_employee().id
    unit = make.make_unit(home=home)

    def opened(reason: OrderReason) -> UUID:
        return open_order(
            task=Task.SERVICE, reason=reason, home=home.id, lock_id=unit.lock_id, now=NOON
        )

    first = opened(OrderReason.BATTERY_LOW)

    assert opened(OrderReason.BATTERY_LOW) == first
    assert opened(OrderReason.JAMMED) != first
    take_order(order=first, crew=crew.name, day=MONDAY, now=NOON)
    finish_order(order=first, by=by, now=NOON)
    assert opened(OrderReason.BATTERY_LOW) != first
    assert WorkOrder.objects.get(pk=first).done_at == NOON
    with pytest.raises(NoSuchOrder):
        finish_order(order=first, by=by, now=NOON)
    with pytest.raises(NoSuchOrder):
        take_order(order=uuid4(), crew=crew.name, day=MONDAY, now=NOON)


def test_what_is_to_be_mounted_and_taken_down_at_one_home_are_never_open_together() -> None:
    recipient, home = make.make_recipient().id, make.make_home().id
    open_case(recipient=recipient, home=home, now=NOON)

    with pytest.raises(HasAnother):
        open_case(recipient=recipient, home=home, task=Task.REMOVE, now=NOON)
