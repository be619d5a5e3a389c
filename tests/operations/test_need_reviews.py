"""A coordinator decides otherwise than the rule: with a reason, and until the situation changes."""

import pytest
from django.db import IntegrityError

from elaas.eligibility.models import Review
from elaas.eligibility.operations import (
    NothingToReview,
    services_turned,
    take_back_review,
)
from elaas.eligibility.queries import waiting
from elaas.eligibility.rules import Decision, Reason
from elaas.people.models import Recipient
from tests import make
from tests.make import NOON, make_decision, make_review
from tests.operations.needs import need, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient()


def test_a_review_counts_until_it_is_taken_back(turid: Recipient) -> None:
    make_decision(turid, opens_the_door=True)

    make_review(turid, needed=True)
    assert need(turid).needed
    assert turid.id in waiting()
    assert need(turid).decision == Decision(needed=False, reason=Reason.OPENS_THE_DOOR)

    take_back_review(
        recipient=turid.id,
        because="Feil person.",
        by=None,
        seen=need(turid).statement,
        now=NOON,
    )
    assert not need(turid).needed
    assert need(turid).review is None
    assert turid.id not in waiting()
    assert [entry["needed"] for entry in told()] == ["no", "yes", None]


def test_the_newest_review_counts_and_the_same_again_is_none(turid: Recipient) -> None:
    make_decision(turid)

    for needed, because in (
        (False, "Datter er der."),
        (True, "Hun reiser."),
        (True, "Hun reiser."),
    ):
        make_review(turid, needed=needed, because=because)

    in_force = need(turid).review
    assert in_force is not None
    assert (in_force.needed, in_force.because) == (True, "Hun reiser.")
    assert Review.objects.count() == 2


def test_a_review_does_not_outlive_the_situation_it_was_about(turid: Recipient) -> None:
    make_decision(turid)
    make_review(turid, needed=False)

    services_turned({turid.id: False}, now=NOON)
    services_turned({turid.id: True}, now=NOON)

    assert need(turid).needed
    assert need(turid).changed_since


def test_who_reviews_a_changed_situation_has_looked(turid: Recipient) -> None:
    make_decision(turid, opens_the_door=True)
    services_turned({turid.id: False}, now=NOON)
    assert turid.id in waiting()

    make_review(turid, needed=False)

    assert turid.id not in waiting()


def test_an_alarm_waits_whatever_was_decided_about_the_lock(turid: Recipient) -> None:
    make_decision(turid, safety_alarm=True)

    make_review(turid, needed=False)

    assert not need(turid).needed
    assert turid.id in waiting()


def test_there_must_be_something_to_take_back(turid: Recipient) -> None:
    with pytest.raises(NothingToReview):
        take_back_review(recipient=turid.id, because="x", by=None, seen=1, now=NOON)

    make_decision(turid)
    with pytest.raises(NothingToReview):
        take_back_review(
            recipient=turid.id, because="x", by=None, seen=need(turid).statement, now=NOON
        )


def test_the_database_refuses_a_review_without_a_reason(turid: Recipient) -> None:
    make_decision(turid)

    with pytest.raises(IntegrityError, match="a_review_has_a_reason"):
        make_review(turid, needed=False, because="")
