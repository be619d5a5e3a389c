"""When a unit needs service, and how urgently. Facts in, answers out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from elaas.access.ladder import Rung
from elaas.mounting.rules import OrderReason

EMPTY = 5  # per cent: with less a lock does not try (lock/operations.py)
LATELY = timedelta(days=14)  # a jam longer ago says nothing about the door today
# A phone that was offline brings what it has by the next day: only then a visit tells of silence.
ON_ITS_WAY = timedelta(days=1)
BY_THE_UNIT = frozenset({OrderReason.BATTERY_LOW, OrderReason.JAMMED, OrderReason.NO_CONTACT})


class Fault(StrEnum):
    """What somebody says is wrong with a door."""

    DOES_NOT_OPEN = "does_not_open"
    DOES_NOT_LOCK = "does_not_lock"
    KEY_DOES_NOT_TURN = "key_does_not_turn"
    STRANGE_SOUND = "strange_sound"
    DAMAGED = "damaged"
    OTHER = "other"


# What an employee reports from the phone, before the door.
OF_RUNGS = {
    Rung.FAULT_OPENS: Fault.DOES_NOT_OPEN,
    Rung.FAULT_LOCKS: Fault.DOES_NOT_LOCK,
    Rung.FAULT_DAMAGED: Fault.DAMAGED,
    Rung.FAULT_OTHER: Fault.OTHER,
}
# Somebody may stand outside, or sleep behind a door that is open.
STUCK = frozenset({Fault.DOES_NOT_OPEN, Fault.DOES_NOT_LOCK, Fault.KEY_DOES_NOT_TURN})


class Caller(StrEnum):
    """Who told the patrol or the desk by telephone."""

    RECIPIENT = "recipient"
    KIN = "kin"
    EMPLOYEE = "employee"
    OTHER = "other"


class Work(StrEnum):
    """What was done about it."""

    BATTERY = "battery"
    ADJUSTED = "adjusted"
    REPLACED = "replaced"
    CYLINDER = "cylinder"
    NOTHING_WRONG = "nothing_wrong"
    OTHER = "other"


class Urgency(IntEnum):
    """How soon somebody must come; the lowest first."""

    AT_ONCE = 1
    TODAY = 2
    IN_TURN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a municipality has set: per cent of battery, and for how long silence is accepted."""

    battery_low: int
    battery_new: int
    silent_for: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of a mounted unit.

    `told_at`: the time of its last receipt, which told of `battery`. `jammed_at`: its last jam, if
    any. `heard_at`: when a phone last brought something from it. `visited_at`: the end of the last
    planned visit behind its door. `ended`: when an order for a reason was last done.
    """

    mounted_at: datetime
    battery: int | None = None
    told_at: datetime | None = None
    jammed_at: datetime | None = None
    heard_at: datetime | None = None
    visited_at: datetime | None = None
    open: Collection[OrderReason] = ()
    ended: Mapping[OrderReason, datetime] = field(default_factory=dict)


def needs(seen: Seen, *, limits: Limits, now: datetime) -> set[OrderReason]:
    """For which of the reasons BY_THE_UNIT there must be an open order.

    An order for the battery stays until a new battery tells of itself, one for silence until the
    unit is heard. One for a jam stays until a person has looked: an opening afterwards says little
    about a door that may jam again in the next frost.
    """
    found = {
        OrderReason.BATTERY_LOW: _battery(seen, limits),
        OrderReason.JAMMED: _jammed(seen, now),
        OrderReason.NO_CONTACT: _silent(seen, limits, now),
    }
    return {reason for reason, holds in found.items() if holds}


def urgency(
    *,
    reason: OrderReason,
    faults: Collection[Fault] = (),
    battery: int | None = None,
    alarm: bool = False,
    visit_soon: bool = False,
) -> Urgency:
    """How soon somebody must come.

    `alarm`: a safety alarm is counted on behind the door. `visit_soon`: somebody is to get in there
    within hours.
    """
    empty = reason is OrderReason.BATTERY_LOW and battery is not None and battery < EMPTY
    stuck = empty or reason in {OrderReason.JAMMED, OrderReason.KEY_BOX_STOLEN}
    stuck = stuck or bool(STUCK & set(faults))
    first = alarm or visit_soon
    if stuck and first:
        return Urgency.AT_ONCE
    return Urgency.TODAY if stuck or first else Urgency.IN_TURN


def _battery(seen: Seen, limits: Limits) -> bool:
    if seen.battery is None:
        return False
    if OrderReason.BATTERY_LOW in seen.open:
        return seen.battery < limits.battery_new
    return seen.battery < limits.battery_low and _after(
        seen.told_at, seen.ended.get(OrderReason.BATTERY_LOW)
    )


def _jammed(seen: Seen, now: datetime) -> bool:
    if OrderReason.JAMMED in seen.open:
        return True
    lately = seen.jammed_at is not None and now - LATELY < seen.jammed_at
    return lately and _after(seen.jammed_at, seen.ended.get(OrderReason.JAMMED))


def _silent(seen: Seen, limits: Limits, now: datetime) -> bool:
    ended = seen.ended.get(OrderReason.NO_CONTACT)
    since = max(one for one in (seen.mounted_at, seen.heard_at, ended) if one is not None)
    if now - since < limits.silent_for:
        return False
    return seen.visited_at is not None and since < seen.visited_at <= now - ON_ITS_WAY


def _after(told: datetime | None, ended: datetime | None) -> bool:
    """Whether this was told after somebody last did something about it."""
    return ended is None or (told is not None and told > ended)
