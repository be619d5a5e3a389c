"""When a lock is to come down again, whom to ask for a time, and what is left to do before it is.

Letter: «Hvis du ikke har behov for helse-og omsorgstjenester i hjemmet lenger, vil eLåsen bli
fjernet fra døren(e).» Facts in, answers out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Ended(StrEnum):
    """Why a home's lock is to come down."""

    DIED = "died"
    MOVED = "moved"
    SERVICES_ENDED = "services_ended"
    NOT_NEEDED = "not_needed"  # services go on; they open the door themselves by now
    DECIDED = "decided"  # by a coordinator, who says why


# What the care system tells is enough. That somebody can do without is for a coordinator to weigh.
BY_ITSELF = frozenset({Ended.DIED, Ended.MOVED, Ended.SERVICES_ENDED})
# Whom to ask for a time: rather who lives there still, and nobody who is dead if anyone is not.
_ASKED_FIRST = (Ended.NOT_NEEDED, Ended.SERVICES_ENDED, Ended.MOVED, Ended.DIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A recipient at one home. `needed`: whether an eLås must be there; None: not decided.

    `elsewhere`: their last planned visit is at another home; `expected`: one is still to come here.
    """

    id: UUID
    deceased: bool
    services: bool
    needed: bool | None
    elsewhere: bool
    expected: bool


@dataclass(frozen=True, slots=True)
class Over:
    """Nobody there needs the lock: why, and whose home it was."""

    why: Ended
    recipient: UUID


def why_over(one: Resident) -> Ended | None:
    """Why this resident no longer needs the lock at this home; None: they need it."""
    if one.deceased:
        return Ended.DIED
    # Before the need: who has an alarm needs the lock where they live now.
    if one.elsewhere and not one.expected:
        return Ended.MOVED
    # Before the services: an alarm keeps the lock (letter, «Unntaket er…»).
    if one.needed:
        return None
    if not one.services:
        return Ended.SERVICES_ENDED
    # Undecided with services keeps it: guessing would take somebody's lock away.
    return Ended.NOT_NEEDED if one.needed is False else None


def over(residents: Collection[Resident]) -> Over | None:
    """Whether nobody there needs it; None: somebody does, or nobody is known to live there."""
    found = [(why_over(one), one.id) for one in residents]
    ended = [(why, recipient) for why, recipient in found if why is not None]
    if not ended or len(ended) < len(found):
        return None
    why, recipient = min(ended, key=lambda one: (_ASKED_FIRST.index(one[0]), one[1]))
    return Over(why, recipient)


def begins(why: Ended, noted: datetime, *, grace: timedelta, after_death: timedelta) -> datetime:
    """From when a time is asked for: a coordinator's decision at once, the rest after a grace."""
    if why is Ended.DECIDED:
        return noted
    return noted + (after_death if why is Ended.DIED else grace)


class Left(StrEnum):
    """What must be done before a removal is completed."""

    UNIT = "unit"  # the lock is on the door, or has not told that it was released
    PARTS = "parts"  # the parts are not back in the door
    PART_MISSING = "part_missing"  # find it, buy it, or have it repaired
    KEY = "key"  # the resident's key lies in the box
    PHOTO = "photo"  # of the door as it is now
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """How far a removal has come. `bag`: of the old lock's parts, not emptied yet."""

    unit_on_door: bool
    bag: bool
    part_missing: bool
    key_in_box: bool
    photos: int
    confirmed: bool


def left(at: Handover) -> tuple[Left, ...]:
    """What is left to do, in the order in which it is done; nothing: it can be completed."""
    reasons = {
        Left.UNIT: at.unit_on_door,
        Left.PART_MISSING: at.bag and at.part_missing,
        Left.PARTS: at.bag and not at.part_missing,
        Left.KEY: at.key_in_box,
        Left.PHOTO: not at.photos,
        Left.CONFIRMATION: not at.confirmed,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


class How(StrEnum):
    """How it was confirmed that the door is as it was."""

    SIGNED = "signed"  # on the installer's screen
    PAGE = "page"  # on their own page
    NOBODY = "nobody"  # nobody is left who could; an employee says why
