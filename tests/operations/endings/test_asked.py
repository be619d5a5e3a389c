"""Once the removal is due, somebody is asked for a time."""

import pytest

from elaas.doors.models import Home
from elaas.mounting.models import MountingCase
from elaas.mounting.operations.begin_removal import (
    begin_due,
)
from elaas.mounting.rules import Task
from elaas.notices.models import Fallback, Message
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Kin, Recipient
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from tests import make
from tests.make import NOON
from tests.notices.town import Carrier, bring
from tests.operations.endings.scene import DAY, WORDS, end

pytestmark = pytest.mark.django_db


def test_after_the_grace_a_time_is_asked_for_once(turid: Recipient, home: Home) -> None:
    end(turid)

    assert [begin_due(words=WORDS, now=NOON + 7 * DAY) for _ in range(2)] == [1, 0]

    case = MountingCase.objects.get()
    assert (case.recipient, case.home, case.task) == (turid, home, Task.REMOVE)
    message = Message.objects.get()
    assert (message.recipient, message.purpose, message.text) == (
        turid,
        "removal",
        "Bestill tid (nb).",
    )


def test_kin_whom_the_recipient_lets_book_and_be_told_are_asked_for_a_time_too(
    turid: Recipient,
) -> None:
    ingrid, books_only = make.make_kin(turid), make.make_kin(turid)
    lets_be_told(ingrid, told=True)
    end(turid)

    begin_due(words=WORDS, now=NOON + 7 * DAY)

    told = Message.objects.filter(purpose="removal")
    assert {one.kin for one in told} == {None, ingrid}
    assert {one.text for one in told} == {"Bestill tid (nb)."}
    assert books_only.messages.count() == 0

    lets_be_told(ingrid, told=False)
    bring(told.get(kin=ingrid).pk, Carrier(), now=NOON + 7 * DAY)
    assert told.get(kin=ingrid).withdrawn_at is not None


def lets_be_told(kin: Kin, *, told: bool) -> None:
    """The recipient gives them this, or takes it back."""
    by = Actor(ActorKind.RECIPIENT, kin.recipient_id)
    assert decide(kin=kin.id, wanted={Right.TOLD: told}, by=by, now=NOON) is None


def test_after_a_death_nobody_is_texted_and_the_patrol_calls_kin(turid: Recipient) -> None:
    ingrid = make.make_kin(turid)
    make.make_kin(turid, active=False)
    end(turid, deceased=True)

    assert begin_due(words=WORDS, now=NOON + 13 * DAY) == 0
    assert begin_due(words=WORDS, now=NOON + 14 * DAY) == 1

    line = Fallback.objects.get()
    assert (line.message.kin, line.why) == (ingrid, "after_a_death")
    assert line.message.text == "Vi ringer om eLåsen til Turid Bakken."
