"""What may be decided of damage, and how it stands with a case. Who is liable a person decides.

Letter: eLås costs the recipient nothing; they must take care of the equipment and *may* have to
replace it; and mounting and removal shall leave no wear or marks on the door.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

# Forvaltningsloven § 29: three weeks from when the decision has come.
COMPLAINT_WITHIN = timedelta(weeks=3)


class Damaged(StrEnum):
    """What was damaged: the municipality's equipment, or the door on which it sits or sat."""

    EQUIPMENT = "equipment"
    DOOR = "door"


class Outcome(StrEnum):
    """Who is to pay for it."""

    NOBODY = "nobody"  # nobody is liable; what is bought anew the municipality buys
    RECIPIENT = "recipient"  # replaces the equipment
    MUNICIPALITY = "municipality"  # repairs or pays


class State(StrEnum):
    """How it stands with a case."""

    REPORTED = "reported"
    DECIDED = "decided"
    COMPLAINED = "complained"  # and not decided again since


WAITING = frozenset({State.REPORTED, State.COMPLAINED})


def possible(damaged: Damaged, *, recipient_known: bool) -> tuple[Outcome, ...]:
    """What can be decided: a recipient pays for equipment only, never for their own door."""
    if damaged is Damaged.EQUIPMENT and recipient_known:
        return (Outcome.NOBODY, Outcome.RECIPIENT, Outcome.MUNICIPALITY)
    return (Outcome.NOBODY, Outcome.MUNICIPALITY)


def fits(outcome: Outcome, *, amount: int) -> bool:
    """Whether `amount` (whole kroner: what it costs) goes with the outcome.

    Who is to pay must know how much. What the municipality mends itself may cost nothing.
    """
    return amount > 0 if outcome is Outcome.RECIPIENT else amount >= 0


def state(*, decided: Collection[datetime], complained: Collection[datetime]) -> State:
    """How it stands, after these decisions and complaints."""
    if not decided:
        return State.REPORTED
    again = complained and max(complained) >= max(decided)
    return State.COMPLAINED if again else State.DECIDED


def in_time(*, decided_at: datetime, complained_at: datetime) -> bool:
    """Whether a complaint came within the three weeks."""
    return complained_at < decided_at + COMPLAINT_WITHIN


def paid_by_municipality(outcome: Outcome, *, amount: int) -> int:
    """How much of it is the municipality's cost, in whole kroner."""
    return 0 if outcome is Outcome.RECIPIENT else amount
