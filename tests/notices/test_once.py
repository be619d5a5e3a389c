"""Killed in the middle, uncertain, or two at once: a message still goes once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from elaas.notices.models import Message
from elaas.notices.queries import unsettled
from elaas.notices.rules import Why
from elaas.notices.sms import NotTaken, Uncertain
from tests.conftest import database_address
from tests.make import NOON
from tests.notices.town import Broken, Carrier, bring, tell, why

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


class Stopped(BaseException):
    """The worker is killed here."""


def killed() -> None:
    raise Stopped


@pytest.mark.parametrize("repeatable", [True, False])
def test_killed_before_the_carrier_has_it(*, repeatable: bool) -> None:
    carrier, message = Carrier(repeatable=repeatable, first=killed), tell()
    with pytest.raises(Stopped):
        bring(message, carrier)
    carrier.first = lambda: None

    assert unsettled(now=NOON) == [message]
    row = bring(message, carrier)

    if repeatable:
        assert [sms.reference for sms in carrier.taken] == [message]
        assert row.handed_over_at
    else:  # it cannot be known: a person calls, nothing is sent blindly
        assert carrier.taken == []
        assert why(message) == Why.UNCERTAIN


@pytest.mark.parametrize("repeatable", [True, False])
def test_killed_when_the_carrier_has_it_and_we_have_not_recorded_it(*, repeatable: bool) -> None:
    carrier, message = Carrier(repeatable=repeatable), tell()
    bring(message, carrier)
    Message.objects.update(handed_over_at=None, gateway_reference="")

    row = bring(message, carrier)

    assert [sms.reference for sms in carrier.taken] == [message]
    assert bool(row.handed_over_at) is repeatable
    assert why(message) == (None if repeatable else Why.UNCERTAIN)


def test_an_uncertain_outcome_is_asked_of_a_carrier_that_knows_references() -> None:
    unsure, message = Broken(Uncertain), tell()
    bring(message, unsure)
    assert unsettled(now=NOON + MINUTE) == [message]

    again = Carrier()
    again.taken = unsure.taken
    row = bring(message, again, now=NOON + MINUTE)

    assert [sms.reference for sms in again.taken] == [message]
    assert row.handed_over_at == NOON + MINUTE


def test_an_uncertain_outcome_at_any_other_carrier_is_for_a_person() -> None:
    message = tell()

    bring(message, Broken(Uncertain, repeatable=False))

    assert why(message) == Why.UNCERTAIN


def test_what_one_carrier_may_have_is_not_given_to_another() -> None:
    message, unsure = tell(), Broken(Uncertain)
    bring(message, unsure)
    other = Carrier()
    other.name = "other"

    bring(message, other, now=NOON + MINUTE)

    assert other.taken == []
    assert why(message) == Why.UNCERTAIN


def test_what_a_carrier_certainly_has_not_may_go_by_another() -> None:
    message = tell()
    bring(message, Broken(NotTaken, repeatable=False))
    other = Carrier()
    other.name = "other"

    assert bring(message, other, now=NOON + MINUTE).gateway == "other"


@contextmanager
def another_worker_at(message: UUID) -> Iterator[None]:
    with psycopg.connect(database_address()) as session:
        number = int.from_bytes(message.bytes[:8], "big", signed=True)
        session.execute("SELECT pg_advisory_lock(%s)", [number])
        yield
        session.execute("SELECT pg_advisory_unlock(%s)", [number])


def test_two_workers_are_never_at_one_message() -> None:
    carrier, message = Carrier(), tell()

    with another_worker_at(message):
        bring(message, carrier)
        assert carrier.taken == []

    bring(message, carrier)
    assert len(carrier.taken) == 1
