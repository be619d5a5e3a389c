"""The day before, one is reminded of what still stands."""

from datetime import timedelta

import pytest

from elaas.mounting.models import Appointment, MountingCase
from elaas.mounting.operations.booking import move
from elaas.mounting.operations.cases import close_case
from elaas.notices.models import Fallback, Message
from tests.make import NOON  # a Tuesday
from tests.operations.told.scene import (
    DAY,
    FRIDAY_AT_TEN,
    OPEN,
    THURSDAY_AT_TEN,
    WEDNESDAY_AT_FOUR,
    booked,
    herself,
    work,
)

pytestmark = pytest.mark.django_db


def test_the_day_before_one_is_reminded_once_at_a_decent_hour(case: MountingCase) -> None:
    booked(case)
    work(NOON)

    assert work(WEDNESDAY_AT_FOUR - timedelta(minutes=1)) == []
    [said] = work(WEDNESDAY_AT_FOUR)
    assert said.startswith(
        "99 Trondheim kommune: Husk: eLås monteres torsdag 3. desember kl. 10.00"
    )
    assert work(WEDNESDAY_AT_FOUR + timedelta(minutes=1)) == []


def test_of_what_was_moved_one_is_reminded_the_day_before_the_new_time(
    case: MountingCase,
) -> None:
    booked(case)
    work(NOON)
    move(case=case.id, start=FRIDAY_AT_TEN, by=herself(case), opens_on=OPEN, now=NOON)
    work(NOON)

    assert work(WEDNESDAY_AT_FOUR) == []
    [said] = work(WEDNESDAY_AT_FOUR + DAY)
    assert "fredag 4. desember" in said


def test_of_what_was_cancelled_nobody_is_reminded(case: MountingCase) -> None:
    booked(case)
    work(NOON)
    close_case(case=case.id, now=NOON)

    [said] = work(NOON)
    assert "er avbestilt" in said
    assert work(WEDNESDAY_AT_FOUR) == []


@pytest.mark.parametrize(
    ("early", "told", "stands"), [(timedelta(hours=1), [], 1), (2 * DAY, ["cancelled"], 0)]
)
def test_a_crew_that_is_done_an_hour_early_has_kept_its_appointment(
    case: MountingCase, early: timedelta, told: list[str], stands: int
) -> None:
    booked(case)
    Message.objects.all().delete()

    close_case(case=case.id, done=True, now=THURSDAY_AT_TEN - early)

    assert [row.purpose for row in Message.objects.all()] == told
    assert Appointment.objects.filter(cancelled_at=None).count() == stands


def test_nobody_is_reminded_of_what_has_begun_however_long_the_worker_was_away(
    case: MountingCase,
) -> None:
    booked(case)

    assert work(THURSDAY_AT_TEN) == []
    assert not Fallback.objects.exists()


def test_a_time_booked_late_the_day_before_is_confirmed_and_not_reminded_of(
    case: MountingCase,
) -> None:
    booked(case, now=WEDNESDAY_AT_FOUR)

    assert [row.purpose for row in Message.objects.all()] == ["booked"]
