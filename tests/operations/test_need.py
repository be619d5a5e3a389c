"""A situation is stated, decided on, reviewed and reconsidered; nothing of it is ever rewritten."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from elaas.eligibility.models import Review, Statement
from elaas.eligibility.operations import (
    ChangedMeanwhile,
    NothingToReview,
    review_decision,
    services_turned,
    state_situation,
    take_back_review,
)
from elaas.eligibility.queries import Reviewed, Stated, history, need_of, undecided, waiting
from elaas.eligibility.rules import Decision, Known, Reason, Situation, decide
from elaas.people.models import Recipient
from tests import make
from tests.make import AT_HOME_ALONE, NOON, make_decision, make_review
from tests.operations.needs import need, told

pytestmark = pytest.mark.django_db

CANNOT_OPEN = Decision(needed=True, reason=Reason.CANNOT_OPEN)
NO_SERVICES = Decision(needed=False, reason=Reason.NO_SERVICES)


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient()


def test_what_a_coordinator_states_is_decided_at_once_and_is_in_the_ledger_without_names(
    turid: Recipient,
) -> None:
    kari = make.make_employee()

    answer = state_situation(
        recipient=turid.id, situation=AT_HOME_ALONE, by=kari.id, seen=None, now=NOON
    )

    assert answer == need(turid).decision == CANNOT_OPEN
    assert need(turid).needed
    (entry,) = told()
    assert (entry["recipient"], entry["by"]) == (turid.id.hex, kari.id.hex)
    assert (entry["needed"], entry["reason"]) == ("yes", "cannot_open")
    assert turid.given not in json.dumps(entry)


@given(
    safety_alarm=st.booleans(),
    other_technology=st.booleans(),
    opens_the_door=st.booleans(),
    somebody_always_there=st.booleans(),
    services_at_home=st.booleans(),
)
@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=32)
def test_what_is_on_record_is_the_rule_s_answer(turid: Recipient, **facts: bool) -> None:
    situation, before = Situation(**facts), need_of(turid.id)

    state_situation(
        recipient=turid.id,
        situation=situation,
        by=None,
        seen=before.statement if before else None,
        now=NOON,
    )

    assert need(turid).known.situation == situation
    assert need(turid).decision == decide(situation)


def test_an_alarm_that_is_granted_makes_it_another_decision(turid: Recipient) -> None:
    make_decision(turid, opens_the_door=True)
    assert not need(turid).needed

    make_decision(turid, opens_the_door=True, safety_alarm=True)

    assert need(turid).decision == Decision(needed=True, reason=Reason.SAFETY_ALARM)
    assert len(history(turid.id)) == 2


def test_so_does_kin_who_moves_in(turid: Recipient) -> None:
    make_decision(turid)

    make_decision(turid, somebody_always_there=True)

    assert need(turid).decision == Decision(needed=False, reason=Reason.SOMEBODY_ALWAYS_THERE)


def test_when_services_end_it_is_decided_anew_and_the_rest_stands(turid: Recipient) -> None:
    make_decision(turid)

    services_turned({turid.id: False}, now=NOON)

    assert need(turid).decision == NO_SERVICES
    assert need(turid).known == replace(need(turid).known, opens_the_door=False)
    assert need(turid).changed_since

    services_turned({turid.id: True}, now=NOON)
    assert need(turid).decision == CANNOT_OPEN


def test_an_import_does_not_say_that_an_alarm_is_gone(turid: Recipient) -> None:
    make_decision(turid, safety_alarm=True)

    services_turned({turid.id: False}, now=NOON)

    assert need(turid).decision == Decision(needed=True, reason=Reason.SAFETY_ALARM)
    assert turid.id in waiting()


def test_services_alone_decide_nothing(turid: Recipient) -> None:
    services_turned({turid.id: True}, now=NOON)

    assert need(turid).decision is None
    assert need(turid).needed is None
    assert need(turid).known == Known(services_at_home=True)
    assert list(undecided()) == [turid]
    with pytest.raises(NothingToReview):
        make_review(turid, needed=True)

    make_decision(turid)
    assert not undecided().exists()


def test_the_same_news_of_services_again_changes_nothing(turid: Recipient) -> None:
    for _ in range(2):
        services_turned({turid.id: True}, now=NOON)

    assert len(history(turid.id)) == len(told()) == 1


def test_nobody_decides_on_what_they_have_not_seen(turid: Recipient) -> None:
    make_decision(turid)
    seen = need(turid).statement
    services_turned({turid.id: False}, now=NOON)

    with pytest.raises(ChangedMeanwhile):
        state_situation(
            recipient=turid.id,
            situation=replace(AT_HOME_ALONE, safety_alarm=True),
            by=None,
            seen=seen,
            now=NOON,
        )
    with pytest.raises(ChangedMeanwhile):
        review_decision(recipient=turid.id, needed=True, because="x", by=None, seen=seen, now=NOON)
    with pytest.raises(ChangedMeanwhile):
        take_back_review(recipient=turid.id, because="x", by=None, seen=seen, now=NOON)


def test_a_button_pressed_twice_states_once(turid: Recipient) -> None:
    for _ in range(2):
        state_situation(recipient=turid.id, situation=AT_HOME_ALONE, by=None, seen=None, now=NOON)

    assert len(history(turid.id)) == 1


def test_the_history_tells_all_of_it_the_newest_first(turid: Recipient) -> None:
    services_turned({turid.id: True}, now=NOON)
    make_decision(turid)
    make_review(turid, needed=False)

    newest, stated, imported = history(turid.id)

    assert isinstance(newest, Reviewed)
    assert isinstance(stated, Stated)
    assert isinstance(imported, Stated)
    assert (stated.by_import, stated.decision) == (False, CANNOT_OPEN)
    assert (imported.by_import, imported.decision) == (True, None)


def test_nothing_that_was_decided_can_be_rewritten(turid: Recipient) -> None:
    make_decision(turid)
    make_review(turid, needed=False)

    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        Review.objects.all().delete()
    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        Statement.objects.update(needed=False, reason="no_services")
    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        Review.objects.update(needed=None)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"needed": True, "reason": "no_services"}, "a_decision_has_its_reason"),
        ({"needed": True, "reason": ""}, "a_decision_has_its_reason"),
        ({"safety_alarm": True}, "stated_wholly"),
    ],
)
def test_the_database_refuses_half_a_statement(
    turid: Recipient, fields: dict[str, object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Statement.objects.create(
            **{"recipient": turid, "services_at_home": True, "stated_at": NOON, **fields}
        )
