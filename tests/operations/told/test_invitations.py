"""The letter first, then the invitation, then two reminders to book, then a call."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from elaas.mounting.models import MountingCase
from elaas.mounting.operations.booking import book
from elaas.mounting.operations.invitation import invite
from elaas.mounting.operations.reminding import remind_unbooked
from elaas.notices.models import Message
from elaas.notices.operations.calls import call_list, make_letter
from elaas.notices.rules import Why
from elaas.people.models import Kin, Recipient
from tests import make
from tests.make import NOON  # a Tuesday
from tests.operations.told.scene import (
    DAY,
    OPEN,
    booked,
    herself,
    invited,
    post_letters,
    work,
)

pytestmark = pytest.mark.django_db


def test_whoever_is_invited_gets_the_letter_about_elas_first(turid: Recipient) -> None:
    invited(turid)

    assert work(NOON) == []
    post_letters()
    [said] = work(NOON)

    assert "Du kan nå bestille" in said


def test_the_letter_comes_once_to_each_person(turid: Recipient, ingrid: Kin) -> None:
    for _ in range(2):
        invited_again = MountingCase.objects.first()
        invite(
            recipient=turid.id,
            home=invited_again.home_id if invited_again else make.make_home().id,
            with_alarm=False,
            online=True,
            now=NOON,
        )

    letters = Message.objects.filter(purpose="information")
    assert {row.kin_id for row in letters} == {None, ingrid.id}
    assert letters.count() == 2


def test_what_waits_for_a_letter_is_sent_off_as_soon_as_that_is_printed(turid: Recipient) -> None:
    invited(turid)
    [letter] = call_list(register=None, by=None, now=NOON).to_post
    waiting = Message.objects.get(purpose="invitation")
    jobs = ProcrastinateJob.objects.filter(args={"message": str(waiting.id)})
    assert jobs.count() == 1  # which has found, or will find, that it is not its turn

    make_letter(message=letter.message, by=None, now=NOON)
    make_letter(message=letter.message, by=None, now=NOON + DAY)

    assert jobs.count() == 2


def nudges(now: datetime) -> list[str]:
    remind_unbooked(now=now)
    return work(now)


def test_whoever_does_not_book_is_reminded_twice_and_then_called(turid: Recipient) -> None:
    invited(turid)
    post_letters()
    work(NOON)
    at = NOON.replace(hour=15)  # four o'clock in the afternoon

    said = [line for day in range(40) for line in nudges(at + day * DAY)]

    assert len(said) == 2
    assert all("Det er ikke bestilt time" in line for line in said)
    [line] = call_list(register=None, by=None, now=NOON).waiting
    assert line.why is Why.NOT_BOOKED


def test_a_worker_that_was_away_for_weeks_reminds_once(turid: Recipient) -> None:
    invited(turid)
    post_letters()
    work(NOON)
    late = NOON.replace(hour=15) + 30 * DAY

    assert len(nudges(late)) == 1
    assert nudges(late) == []


def test_nobody_is_reminded_at_night_nor_after_booking(turid: Recipient) -> None:
    invited(turid)
    post_letters()
    work(NOON)
    week = NOON.replace(hour=15) + 7 * DAY
    assert nudges(week + timedelta(hours=5)) == []

    case = MountingCase.objects.get()
    start = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
    book(case=case.id, start=start, by=herself(case), opens_on=OPEN, now=week)
    work(week)

    assert nudges(week + 7 * DAY) == []


def test_whoever_books_before_the_invitation_went_is_not_invited(turid: Recipient) -> None:
    invited(turid)
    booked(MountingCase.objects.get())
    post_letters()

    [said] = work(NOON)

    assert "monteres torsdag" in said
