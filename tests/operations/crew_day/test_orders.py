"""What is to be mended or taken down that day opens that unit and the way to it."""

from datetime import timedelta

import pytest

from elaas.access.models import Assignment, Credential
from elaas.doors.models import Home, Unit
from elaas.mounting.models import Crew
from elaas.mounting.operations.orders import finish_order, take_order
from elaas.mounting.rules import Task
from elaas.people.models import Phone
from tests import make
from tests.make import NOON, VISIT
from tests.operations.crew_day.scene import (
    HOURS,
    TODAY,
    check_access,
    held,
    make_installer,
    order,
    synced,
)

pytestmark = pytest.mark.django_db


def test_a_work_order_is_something_to_do(crew: Crew, spare: Unit, per: Phone) -> None:
    order(crew, make.make_unit(home=make.make_home()))

    assert spare.lock_id in held(synced(per))


def test_a_planned_removal_is_given_to_the_crew_that_comes_from_when_it_comes(
    crew: Crew, per: Phone
) -> None:
    home = make.make_home()
    unit = make.make_unit(home=home)
    case = make.make_case(home=home, task=Task.REMOVE)
    make.make_appointment(case, crew=crew, slot=VISIT)

    answer = synced(per)

    visit = Assignment.objects.get()
    assert (visit.kind, visit.home, visit.unit) == ("removal", home, unit)
    assert (visit.starts_at, visit.ends_at) == (VISIT.start, HOURS.end)
    assert answer.releases.keys() == {unit.lock_id}
    assert held(synced(make_installer(make.make_crew()))) == {}


def test_a_work_order_opens_that_unit_and_the_way_to_it_that_day_until_it_is_done(
    crew: Crew, per: Phone
) -> None:
    building = make.make_building()
    home: Home = make.make_home(building=building)
    unit, entrance = make.make_unit(home=home), make.make_unit(building=building)
    make.make_home(building=building)
    make.make_unit(home=make.make_home())
    wanted = order(crew, unit)

    assert held(synced(per)) == {entrance.lock_id: "open", unit.lock_id: "open service"}
    finish_order(order=wanted, by=per.employee_id, now=NOON)
    assert held(synced(per)) == {}
    assert not Credential.objects.filter(revoked_at=None).exists()
    check_access()


def test_an_order_for_another_day_or_another_crew_opens_nothing(crew: Crew, per: Phone) -> None:
    unit = make.make_unit(home=make.make_home())
    wanted = order(crew, unit, day=TODAY + timedelta(days=1))
    assert held(synced(per)) == {}

    take_order(order=wanted, crew=crew.name, day=TODAY, now=NOON)
    assert held(synced(per)) == {unit.lock_id: "open service"}

    take_order(order=wanted, crew=make.make_crew().name, day=TODAY, now=NOON)
    assert not Credential.objects.filter(revoked_at=None).exists()


def test_a_common_entrance_can_be_taken_down_by_order(crew: Crew, per: Phone) -> None:
    unit = make.make_unit(building=make.make_building())
    order(crew, unit, task=Task.REMOVE)

    answer = synced(per)

    assert held(answer) == {unit.lock_id: "open service"}
    assert answer.releases.keys() == {unit.lock_id}
