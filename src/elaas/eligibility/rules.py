"""Who must have an eLås, and why (the letter, «Når må du ha eLås?»)."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides it.

    `opens_the_door`: to employees who come, always, without help. `somebody_always_there`: kin or
    another close person who does. `services_at_home`: the municipality gives any.
    """

    safety_alarm: bool
    other_technology: bool
    opens_the_door: bool
    somebody_always_there: bool
    services_at_home: bool


class Reason(StrEnum):
    """Why somebody must have an eLås, or need not."""

    SAFETY_ALARM = "safety_alarm"
    OTHER_TECHNOLOGY = "other_technology"
    CANNOT_OPEN = "cannot_open"
    NO_SERVICES = "no_services"
    OPENS_THE_DOOR = "opens_the_door"
    SOMEBODY_ALWAYS_THERE = "somebody_always_there"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an eLås must be there, and why."""

    needed: bool
    reason: Reason


def decide(situation: Situation) -> Decision:
    """Whether somebody in this situation must have an eLås."""
    # Alarm and other technology first: they require a lock even from people who open the door
    # themselves (letter, «Unntaket er hvis du skal ha trygghetsalarm eller annen
    # velferdsteknologi»).
    if situation.safety_alarm:
        return Decision(needed=True, reason=Reason.SAFETY_ALARM)
    if situation.other_technology:
        return Decision(needed=True, reason=Reason.OTHER_TECHNOLOGY)
    if not situation.services_at_home:
        return Decision(needed=False, reason=Reason.NO_SERVICES)
    if situation.opens_the_door:
        return Decision(needed=False, reason=Reason.OPENS_THE_DOOR)
    if situation.somebody_always_there:
        return Decision(needed=False, reason=Reason.SOMEBODY_ALWAYS_THERE)
    return Decision(needed=True, reason=Reason.CANNOT_OPEN)
