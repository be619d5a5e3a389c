"""What an employee did who could not get in, as their phone tells it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from elaas.access.ladder import Rung
from elaas.access.models import Assignment, Step
from elaas.access.operations.steps import MOST_IN_A_DAY, Taken, note_steps
from elaas.ledger.models import Entry
from elaas.people.models import Phone
from tests.make import NOON, make_assignment, make_employee, make_home, make_phone, make_unit

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def phone() -> Phone:
    return make_phone(make_employee())


@pytest.fixture
def visit(phone: Phone) -> Assignment:
    return make_assignment(employee=phone.employee, home=make_home())


def step(visit: Assignment, rung: Rung = Rung.BEGAN, lock_id: str | None = None) -> Taken:
    return Taken(
        id=uuid4(), ladder=uuid4(), assignment=visit.id, lock_id=lock_id, rung=rung, at=NOON
    )


def tell(phone: Phone, *steps: Taken) -> None:
    note_steps(steps=steps, phone=phone.id, employee=phone.employee_id, now=NOON + MINUTE)


def test_each_step_is_kept_with_its_time_and_told_in_the_ledger(
    phone: Phone, visit: Assignment
) -> None:
    unit = make_unit(home=visit.home)

    tell(phone, step(visit, lock_id=unit.lock_id), step(visit, Rung.CALLED_PATROL, unit.lock_id))

    assert set(Step.objects.values_list("rung", "unit", "taken_at", "told_at")) == {
        ("began", unit.lock_id, NOON, NOON + MINUTE),
        ("called_patrol", unit.lock_id, NOON, NOON + MINUTE),
    }
    assert Entry.objects.filter(kind="could_not_get_in").count() == 2


def test_told_twice_it_counts_once(phone: Phone, visit: Assignment) -> None:
    one = step(visit)

    tell(phone, one, one)
    tell(phone, one)

    assert Step.objects.count() == Entry.objects.count() == 1


def test_before_somebody_else_s_door_there_is_no_step(phone: Phone) -> None:
    other = make_assignment(employee=make_employee(), home=make_home())

    tell(phone, step(other), replace(step(other), assignment=uuid4()))

    assert not Step.objects.exists()


def test_a_lock_that_does_not_exist_is_not_named(phone: Phone, visit: Assignment) -> None:
    tell(phone, step(visit, lock_id="L-9999"))

    assert Step.objects.get().unit is None


def test_a_phone_tells_no_more_than_a_day_can_hold(phone: Phone, visit: Assignment) -> None:
    tell(phone, *(step(visit) for _ in range(MOST_IN_A_DAY)))
    tell(phone, step(visit))

    assert Step.objects.count() == MOST_IN_A_DAY
