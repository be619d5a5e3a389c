"""A coordinator decides that a lock comes down, or that it stays."""

import pytest

from elaas.doors.models import Home
from elaas.ledger.models import Entry
from elaas.mounting.models import Ending, MountingCase
from elaas.mounting.operations.begin_removal import (
    NotBegun,
    begin_due,
)
from elaas.mounting.operations.cases import open_case
from elaas.mounting.operations.endings import look_everywhere, reconsider
from elaas.mounting.rules import Task
from elaas.people.models import Recipient
from tests import make
from tests.make import NOON
from tests.operations.endings.scene import DAY, WORDS, end, keep, open_why, take_down

pytestmark = pytest.mark.django_db


def test_who_can_do_without_by_now_is_for_a_coordinator_to_decide(
    turid: Recipient, home: Home
) -> None:
    make.make_decision(turid, opens_the_door=True)
    reconsider(recipients=[turid.pk], now=NOON)
    assert open_why() == []

    assert take_down(turid, home) is None

    assert open_why() == ["decided"]
    assert MountingCase.objects.get().task == Task.REMOVE
    assert take_down(turid, home) is NotBegun.UNDER_WAY


def test_a_coordinator_keeps_the_lock_with_a_reason_until_something_else_is_told(
    turid: Recipient,
) -> None:
    end(turid)
    begin_due(words=WORDS, now=NOON + 7 * DAY)

    assert [keep() for _ in range(2)] == [True, False]

    assert MountingCase.objects.get().closed_at == NOON
    look_everywhere(now=NOON + 8 * DAY)
    assert begin_due(words=WORDS, now=NOON + 30 * DAY) == 0
    assert open_why() == ["services_ended"]

    end(turid, deceased=True)

    assert begin_due(words=WORDS, now=NOON + 30 * DAY) == 1


def test_a_decision_that_is_taken_back_leaves_nothing_behind(turid: Recipient, home: Home) -> None:
    take_down(turid, home)

    assert keep()

    assert Ending.objects.get().outcome == "stopped"
    assert open_why() == []


def test_without_a_lock_on_the_door_there_is_nothing_to_take_down(home: Home) -> None:
    assert take_down(make.make_recipient(), home) is NotBegun.NO_LOCK


def test_while_something_is_to_be_mounted_there_for_another_no_removal_begins(
    turid: Recipient, home: Home
) -> None:
    open_case(recipient=make.make_recipient().pk, home=home.pk, now=NOON)

    assert take_down(turid, home) is NotBegun.ANOTHER

    assert not Ending.objects.exists()
    assert not Entry.objects.filter(kind="ending_noted").exists()
