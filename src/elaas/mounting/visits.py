"""What a crew's phone tells of a visit, step by step: what there is to tell.

Plain Python. What is told is kept as it was told (`VisitReport.told`), and read by visit_forms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from elaas.doors.rules import Cylinder
from elaas.mounting.service import Work

MOST_PHOTOS = 4


class ReportKind(StrEnum):
    """A step of a visit. They are settled in this order, whatever order they come in."""

    CONDITION = "condition"
    CANNOT = "cannot"
    MOUNTED = "mounted"
    PARTS = "parts"
    KEY = "key"
    BACK = "back"  # the old lock's parts, when eLås is taken down
    KEY_OUT = "key_out"
    RELEASED = "released"
    AFTER = "after"
    WORKED = "worked"  # what was done at a work order
    TAUGHT = "taught"
    SIGNED = "signed"
    LEFT = "left"  # without having done what they came for


class Trouble(StrEnum):
    """Why what was told could not be done, so that a person must look."""

    UNKNOWN_JOB = "unknown_job"
    NOT_THEIRS = "not_theirs"  # another crew's, or the phone was blocked
    NOT_ON_THE_WAY = "not_on_the_way"  # that door is not on the way to this home
    UNKNOWN_UNIT = "unknown_unit"
    DOOR_TAKEN = "door_taken"
    UNIT_ELSEWHERE = "unit_elsewhere"
    NOT_PERMITTED = "not_permitted"
    BAG_THERE = "bag_there"
    PARTS = "parts"  # they are not this door's, or one of them is missing
    KEY = "key"  # the key is in already (or out), or the unit is no key box
    CLOSED = "closed"  # the case or order was closed meanwhile


class Then(StrEnum):
    """What follows where a step cannot be done."""

    KEY_BOX = "key_box"
    APPOINTMENT = "appointment"


class How(StrEnum):
    """How the resident confirmed."""

    DRAWN = "drawn"
    TYPED = "typed"
    NOBODY = "nobody"  # nobody could, for the reason given


class Point(StrEnum):
    """What the resident is told and shown."""

    OWN_KEY = "own_key"
    KNOCK = "knock"
    INSIDE = "inside"
    LOG = "log"
    BAG = "bag"
    CALL = "call"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The door as it was found."""

    make: str
    cylinder: Cylinder
    gap_mm: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cannot:
    """It cannot be done, and what follows; parts that were out are in the door again."""

    reason: str
    then: Then


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounted:
    """The unit is on the door, and has opened and locked it."""

    lock_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPart:
    """One kind of part, and how many of it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The bag, with each kind of part and how many of it."""

    label: str
    place: str
    parts: Sequence[OldPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """The parts are in the door again, but for those that are missing: the ids of both."""

    back: Sequence[UUID]
    missing: Sequence[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """The unit is off the door. `broken`: why it could not be released, where it could not."""

    lock_id: str
    broken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What the resident was told and shown; `reason`: what was not, and why."""

    points: Sequence[Point]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who confirmed, and how; the drawn name is the report's photo.

    `reports`: the ids of the visit's other reports, without which it is not the end.
    """

    how: How
    name: str
    reason: str
    reports: Sequence[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Nothing could be done, as other reports say; `reports`: their ids."""

    reports: Sequence[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What was done about a work order; `works`: the door works now."""

    work: Work
    works: bool
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to tell than that it is done; photos show it."""


Told: TypeAlias = (
    Condition | Cannot | Mounted | Parts | Back | Released | Worked | Taught | Signed | Left | Done
)

# At least so many photos, and at most.
PHOTOS: Mapping[ReportKind, tuple[int, int]] = {
    ReportKind.CONDITION: (1, MOST_PHOTOS),
    ReportKind.CANNOT: (0, MOST_PHOTOS),
    ReportKind.PARTS: (1, 1),
    ReportKind.AFTER: (1, MOST_PHOTOS),
}
OF_A_DOOR = frozenset(ReportKind) - {ReportKind.TAUGHT, ReportKind.SIGNED, ReportKind.LEFT}
# Told once more, the later report is what counts. What a lock or a person has said stays said.
CAN_BE_CORRECTED = frozenset(
    {
        ReportKind.CONDITION,
        ReportKind.PARTS,
        ReportKind.BACK,
        ReportKind.AFTER,
        ReportKind.TAUGHT,
    }
)
