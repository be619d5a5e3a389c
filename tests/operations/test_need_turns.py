"""Two who tell of one recipient at once: the second decides only on what the first has told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from elaas.eligibility.operations import ChangedMeanwhile, services_turned, state_situation
from elaas.eligibility.queries import history, need_of
from elaas.eligibility.rules import Decision, Reason, Situation
from elaas.people.models import Recipient
from tests import make
from tests.make import AT_HOME_ALONE, NOON, make_decision
from tests.operations.test_turns import on_its_own, until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)


def state(recipient: Recipient, situation: Situation, seen: int | None) -> Decision:
    return state_situation(
        recipient=recipient.id, situation=situation, by=None, seen=seen, now=NOON
    )


def test_a_coordinator_who_answers_while_an_import_ends_the_services_looks_again() -> None:
    turid = make.make_recipient()
    make_decision(turid, opens_the_door=True)
    need = need_of(turid.id)
    assert need is not None

    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            Recipient.objects.update(active=False)
            services_turned({turid.id: False}, now=NOON)
            answer = others.submit(on_its_own, lambda: state(turid, AT_HOME_ALONE, need.statement))
            until_it_waits(answer)
        with pytest.raises(ChangedMeanwhile):
            answer.result()

    after = need_of(turid.id)
    assert after is not None
    assert after.decision == Decision(needed=False, reason=Reason.NO_SERVICES)


def test_of_two_coordinators_who_answer_first_at_once_one_looks_again() -> None:
    turid = make.make_recipient()

    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            make_decision(turid, opens_the_door=True)
            answer = others.submit(on_its_own, lambda: state(turid, AT_HOME_ALONE, None))
            until_it_waits(answer)
        with pytest.raises(ChangedMeanwhile):
            answer.result()

    assert len(history(turid.id)) == 1
