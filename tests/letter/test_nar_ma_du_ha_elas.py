"""«Når må du ha eLås?»: the decision follows the letter, sentence by sentence."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.eligibility.rules import Decision, Reason, Situation, decide

AT_HOME_ALONE = Situation(
    safety_alarm=False,
    other_technology=False,
    opens_the_door=False,
    somebody_always_there=False,
    services_at_home=True,
)
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
