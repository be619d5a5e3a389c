"""Who must have an eLås, and why (the letter, «Når må du ha eLås?»)."""

from dataclasses import dataclass, fields
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """As much of a situation as somebody has told; None: nobody has."""

    safety_alarm: bool | None = None
    other_technology: bool | None = None
    opens_the_door: bool | None = None
    somebody_always_there: bool | None = None
    services_at_home: bool | None = None

    @property
    def situation(self) -> Situation | None:
        """The whole of it. None: something is missing, and guessing would decide for somebody."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return None if None in told.values() else Situation(**told)


class Reason(StrEnum):
    """Why somebody must have an eLås, or need not."""

    SAFETY_ALARM = "safety_alarm"
    OTHER_TECHNOLOGY = "other_technology"
    CANNOT_OPEN = "cannot_open"
    NO_SERVICES = "no_services"
    OPENS_THE_DOOR = "opens_the_door"
    SOMEBODY_ALWAYS_THERE = "somebody_always_there"


# The reasons for which an eLås must be there.
NEEDED = frozenset({Reason.SAFETY_ALARM, Reason.OTHER_TECHNOLOGY, Reason.CANNOT_OPEN})


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
