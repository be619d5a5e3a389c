"""What a coordinator has told of the town's people, so that something waits, and not everything."""

from datetime import datetime

from elaas.demo.town import key_of
from elaas.eligibility.operations import state_situation
from elaas.eligibility.queries import need_of
from elaas.eligibility.rules import Situation
from elaas.people import queries as people

_ALONE = Situation(
    safety_alarm=False,
    other_technology=False,
    opens_the_door=False,
    somebody_always_there=False,
    services_at_home=True,
)
_OPENS = Situation(
    safety_alarm=False,
    other_technology=False,
    opens_the_door=True,
    somebody_always_there=False,
    services_at_home=True,
)
_ALARM = Situation(
    safety_alarm=True,
    other_technology=False,
    opens_the_door=True,
    somebody_always_there=False,
    services_at_home=True,
)
# Einar is not among them: nobody has asked him yet.
SITUATIONS = {
    "turid": _ALARM,
    "knut": _ALONE,
    "solveig": _ALONE,
    "arne": _ALARM,
    "inger": _OPENS,
    "odd": _ALONE,
    "astrid": _ALARM,
    "bjorn": _ALONE,
    "maret": _ALARM,
    "gunnar": _ALARM,  # behind a door without a lock
    "gerd": _ALONE,  # these two can book their mounting
    "leif": _ALARM,
    "liv": _ALONE,  # with a lock at the entrance, and none at her own door
}


def state_needs(*, now: datetime) -> int:
    """State the situations nobody has told before; answers how many."""
    stated = 0
    for key, situation in SITUATIONS.items():
        recipient = people.recipient_with_source(key_of(key))
        need = need_of(recipient)
        if need is None or need.decision is None:
            seen = need.statement if need else None
            state_situation(recipient=recipient, situation=situation, by=None, seen=seen, now=now)
            stated += 1
    return stated
