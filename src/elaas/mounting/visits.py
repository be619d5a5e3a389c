"""What a crew's phone tells of a visit, step by step: what there is to tell, and how it reads.

Plain Python. What is told is kept as it was told (`VisitReport.told`), and read again by `read`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from elaas.doors.rules import Cylinder
from elaas.mounting.service import Work
from elaas.protocol.label import LOCK_ID_FORM, is_lock_id

MOST_PHOTOS = 4
MOST_PARTS = 12
MOST_REPORTS = 100
MOST_OF_A_KIND = 99
WIDEST_GAP_MM = Decimal(99)
_GAP = re.compile(r"\d{1,2}(\.\d)?")
# What PostgreSQL cannot store as text, and UTF-8 not say: NUL, and halves of surrogate pairs.
_NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")

E = TypeVar("E", bound=StrEnum)


class ReportKind(StrEnum):
    """A step of a visit. They are settled in this order, whatever order they come in."""

    CONDITION = "condition"
    CANNOT = "cannot"
    MOUNTED = "mounted"
    PARTS = "parts"
    KEY = "key"
    AFTER = "after"
    WORKED = "worked"  # what was done at a work order
    TAUGHT = "taught"
    SIGNED = "signed"
    LEFT = "left"  # without having mounted anything


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
    KEY = "key"  # the key is in already, or the unit is no key box
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


class Unreadable(Exception):
    """What was told does not have the form it must have; the message says what is wrong."""


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


Told: TypeAlias = Condition | Cannot | Mounted | Parts | Worked | Taught | Signed | Left | Done

# At least so many photos, and at most.
PHOTOS: Mapping[ReportKind, tuple[int, int]] = {
    ReportKind.CONDITION: (1, MOST_PHOTOS),
    ReportKind.CANNOT: (0, MOST_PHOTOS),
    ReportKind.PARTS: (1, 1),
    ReportKind.AFTER: (1, MOST_PHOTOS),
}
OF_A_DOOR = frozenset(ReportKind) - {ReportKind.TAUGHT, ReportKind.SIGNED, ReportKind.LEFT}


def read(kind: ReportKind, told: Mapping[str, object], *, photos: int) -> Told:
    """What is told by this report, with so many photos. Raises Unreadable."""
    found = _READ[kind](told)
    fewest, most = PHOTOS.get(kind, (0, 0))
    if isinstance(found, Signed):
        fewest = most = 1 if found.how is How.DRAWN else 0
    if not fewest <= photos <= most:
        raise Unreadable(f"There must be {fewest} to {most} photos, and there are {photos}.")
    return found


def written(told: Told) -> dict[str, Any]:
    """What is told as JSON, for `read` to read; whatever else was told is not in it."""
    return {name: _plain(value) for name, value in asdict(told).items()}


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool | dict) else str(value)


def _condition(told: Mapping[str, object]) -> Condition:
    gap = told.get("gap_mm")
    if not isinstance(gap, str) or not _GAP.fullmatch(gap):
        raise Unreadable(f"«gap_mm» must be millimetres, 0 to {WIDEST_GAP_MM}, as «4.5».")
    try:
        millimetres = Decimal(gap)
    except InvalidOperation:  # digits that are no ASCII ones
        raise Unreadable("«gap_mm» must be written in digits.") from None
    make = _text(told, "make", longest=60, empty=True)
    return Condition(make=make, cylinder=_one_of(told, "cylinder", Cylinder), gap_mm=millimetres)


def _cannot(told: Mapping[str, object]) -> Cannot:
    return Cannot(reason=_text(told, "reason", longest=400), then=_one_of(told, "then", Then))


def _mounted(told: Mapping[str, object]) -> Mounted:
    lock_id = told.get("lock_id")
    if not isinstance(lock_id, str) or not is_lock_id(lock_id):
        raise Unreadable(f"«lock_id» must be {LOCK_ID_FORM}.")
    return Mounted(lock_id=lock_id)


def _parts(told: Mapping[str, object]) -> Parts:
    given = told.get("parts")
    if not isinstance(given, list) or not 0 < len(given) <= MOST_PARTS:
        raise Unreadable(f"«parts» must be a list of 1 to {MOST_PARTS}.")
    return Parts(
        label=_text(told, "label", longest=20),
        place=_text(told, "place", longest=200),
        parts=[_part(one) for one in given],
    )


def _part(given: object) -> OldPart:
    if not isinstance(given, dict):
        raise Unreadable("A part must be an object.")
    count = given.get("count")
    if type(count) is not int or not 0 < count <= MOST_OF_A_KIND:
        raise Unreadable(f"«count» must be 1 to {MOST_OF_A_KIND}.")
    return OldPart(name=_text(given, "name", longest=60), count=count)


def _taught(told: Mapping[str, object]) -> Taught:
    points = told.get("points")
    if not isinstance(points, list) or not set(Point).issuperset(map(str, points)):
        raise Unreadable("«points» must be a list of what was shown.")
    shown = [Point(one) for one in dict.fromkeys(map(str, points))]
    return Taught(points=shown, reason=_text(told, "reason", longest=400, empty=bool(shown)))


def _signed(told: Mapping[str, object]) -> Signed:
    how = _one_of(told, "how", How)
    return Signed(
        how=how,
        name=_text(told, "name", longest=120, empty=how is How.NOBODY),
        reason=_text(told, "reason", longest=400, empty=how is not How.NOBODY),
        reports=_ids(told.get("reports")),
    )


def _ids(given: object) -> list[UUID]:
    if not isinstance(given, list) or len(given) > MOST_REPORTS:
        raise Unreadable(f"«reports» must be a list of at most {MOST_REPORTS} ids.")
    try:
        return [UUID(one) for one in given]
    except (ValueError, AttributeError, TypeError):
        raise Unreadable("«reports» must be ids.") from None


def _left(told: Mapping[str, object]) -> Left:
    return Left(reports=_ids(told.get("reports")))


def _worked(told: Mapping[str, object]) -> Worked:
    works = told.get("works")
    if not isinstance(works, bool):
        raise Unreadable("«works» must be true or false.")
    work = _one_of(told, "work", Work)
    return Worked(work=work, works=works, text=_text(told, "text", longest=400, empty=True))


def _done(_told: Mapping[str, object]) -> Done:
    return Done()


_READ: Mapping[ReportKind, Callable[[Mapping[str, object]], Told]] = {
    ReportKind.CONDITION: _condition,
    ReportKind.CANNOT: _cannot,
    ReportKind.MOUNTED: _mounted,
    ReportKind.PARTS: _parts,
    ReportKind.KEY: _done,
    ReportKind.AFTER: _done,
    ReportKind.WORKED: _worked,
    ReportKind.TAUGHT: _taught,
    ReportKind.SIGNED: _signed,
    ReportKind.LEFT: _left,
}


def _text(told: Mapping[str, object], name: str, *, longest: int, empty: bool = False) -> str:
    value = told.get(name, "" if empty else None)
    fits = isinstance(value, str) and len(value) <= longest and not _NOT_TEXT.search(value)
    if not fits or not isinstance(value, str) or not (empty or value.strip()):
        raise Unreadable(f"«{name}» must be text of {0 if empty else 1} to {longest} characters.")
    return value.strip()


def _one_of(told: Mapping[str, object], name: str, kind: type[E]) -> E:
    value = told.get(name)
    if not isinstance(value, str) or value not in set(kind):
        raise Unreadable(f"«{name}» must be one of {', '.join(kind)}.")
    return kind(value)
