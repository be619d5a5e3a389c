"""«Når må du ha eLås?»: the decision follows the letter, sentence by sentence."""

from dataclasses import asdict, fields, replace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from elaas.demo import export
from elaas.demo.clock import now
from elaas.demo.town import key_of
from elaas.eligibility.queries import Need, need_of
from elaas.eligibility.rules import Decision, Known, Reason, Situation, decide
from elaas.mounting.models import MountingCase
from elaas.people.models import Recipient
from elaas.web import clock
from tests.letter.conftest import Town
from tests.make import (
    AT_HOME_ALONE,
    make_assignment,
    make_decision,
    make_employee,
    make_home,
    make_recipient,
)
from tests.world import check_world

ANYBODY = st.builds(
    Situation,
    safety_alarm=st.booleans(),
    other_technology=st.booleans(),
    opens_the_door=st.booleans(),
    somebody_always_there=st.booleans(),
    services_at_home=st.booleans(),
)


@given(ANYBODY)
def test_whoever_needs_a_safety_alarm_gets_an_elas(somebody: Situation) -> None:
    assert decide(replace(somebody, safety_alarm=True)) == Decision(
        needed=True, reason=Reason.SAFETY_ALARM
    )


@given(ANYBODY)
def test_so_does_whoever_gets_other_welfare_technology(somebody: Situation) -> None:
    assert decide(replace(somebody, other_technology=True)).needed


def test_who_cannot_open_has_nobody_there_and_needs_services_gets_an_elas() -> None:
    assert decide(AT_HOME_ALONE) == Decision(needed=True, reason=Reason.CANNOT_OPEN)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"opens_the_door": True}, Reason.OPENS_THE_DOOR),
        ({"somebody_always_there": True}, Reason.SOMEBODY_ALWAYS_THERE),
        ({"services_at_home": False}, Reason.NO_SERVICES),
    ],
)
def test_without_one_of_these_an_elas_is_not_needed(
    change: dict[str, bool], reason: Reason
) -> None:
    assert decide(replace(AT_HOME_ALONE, **change)) == Decision(needed=False, reason=reason)


@given(ANYBODY)
def test_only_alarm_or_technology_outweigh_that_one_can_open(somebody: Situation) -> None:
    opens = replace(somebody, opens_the_door=True)

    assert decide(opens).needed == (opens.safety_alarm or opens.other_technology)


@given(ANYBODY, st.sampled_from([field.name for field in fields(Situation)]))
def test_nothing_is_decided_on_a_guess(somebody: Situation, missing: str) -> None:
    known = Known(**asdict(somebody))

    assert known.situation == somebody
    assert replace(known, **{missing: None}).situation is None


def turid() -> Recipient:
    return Recipient.objects.get(source_id=key_of("turid"))


def need() -> Need:
    found = need_of(turid().id)
    assert found is not None
    return found


@pytest.mark.django_db(transaction=True)
def test_who_opens_the_door_must_have_one_all_the_same_once_an_alarm_is_granted(
    town: Town,
) -> None:
    make_decision(turid(), now(), opens_the_door=True)
    assert need().needed is False

    make_decision(turid(), now(), opens_the_door=True, safety_alarm=True)

    assert need().decision == Decision(needed=True, reason=Reason.SAFETY_ALARM)


@pytest.mark.django_db(transaction=True)
def test_when_the_care_system_says_that_services_have_ended_it_is_decided_anew(
    town: Town,
) -> None:
    """«Hvis du ikke har behov for helse- og omsorgstjenester i hjemmet lenger …»."""
    make_decision(turid(), now())
    assert need().needed

    town.tell(export.recipient("turid", now(), active=False))
    assert need().decision == Decision(needed=False, reason=Reason.NO_SERVICES)

    town.tell(export.recipient("turid", now()))
    assert need().decision == Decision(needed=True, reason=Reason.CANNOT_OPEN)


@pytest.mark.django_db(transaction=True)
def test_the_care_system_alone_decides_for_nobody(town: Town) -> None:
    assert need().known == Known(services_at_home=True)
    assert need().needed is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "cases"),
    [
        ({"safety_alarm": True}, 1),
        ({}, 1),
        ({"opens_the_door": True}, 0),
        ({"somebody_always_there": True}, 0),
        ({"opens_the_door": True, "safety_alarm": True}, 1),
        ({"opens_the_door": True, "other_technology": True}, 1),
    ],
)
def test_who_must_have_one_is_let_book_the_mounting_and_who_need_not_is_not(
    client: Client, settings: Settings, facts: dict[str, bool], cases: int
) -> None:
    """«… vil eLås bli montert», and «Du trenger ikke eLås hvis du kan åpne ytterdøren»."""
    settings.DEMO = True
    somebody, home = make_recipient(), make_home()
    make_assignment(employee=make_employee(), home=home, recipient=somebody)
    make_decision(somebody, clock.read(), **facts)

    client.post(f"/coordinator/recipient/{somebody.id}/mounting/")

    assert MountingCase.objects.filter(recipient=somebody, home=home).count() == cases
    check_world()
