"""What a crew's phone tells, as JSON: read strictly, and written again. Plain Python."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from elaas.doors.rules import Cylinder
from elaas.mounting.service import Work
from elaas.mounting.visits import (
    PHOTOS,
    Back,
    Cannot,
    Condition,
    Done,
    How,
    Left,
    Mounted,
    OldPart,
    Parts,
    Point,
    Released,
    ReportKind,
    Signed,
    Taught,
    Then,
    Told,
    Worked,
)
from elaas.protocol.label import LOCK_ID_FORM, is_lock_id

MOST_PARTS = 12
MOST_REPORTS = 100
MOST_OF_A_KIND = 99
WIDEST_GAP_MM = Decimal(99)
_GAP = re.compile(r"\d{1,2}(\.\d)?")
# What PostgreSQL cannot store as text, and UTF-8 not say: NUL, and halves of surrogate pairs.
_NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")

E = TypeVar("E", bound=StrEnum)


class Unreadable(Exception):
    """What was told does not have the form it must have; the message says what is wrong."""


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
    return Mounted(lock_id=_lock_id(told))


def _released(told: Mapping[str, object]) -> Released:
    return Released(lock_id=_lock_id(told), broken=_text(told, "broken", longest=400, empty=True))


def _lock_id(told: Mapping[str, object]) -> str:
    lock_id = told.get("lock_id")
    if not isinstance(lock_id, str) or not is_lock_id(lock_id):
        raise Unreadable(f"«lock_id» must be {LOCK_ID_FORM}.")
    return lock_id


def _back(told: Mapping[str, object]) -> Back:
    found = Back(back=_ids(told, "back"), missing=_ids(told, "missing"))
    if set(found.back) & set(found.missing) or not (found.back or found.missing):
        raise Unreadable("Each part must be either back or missing, and there must be one.")
    return found


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
        reports=_ids(told, "reports"),
    )


def _ids(told: Mapping[str, object], name: str) -> list[UUID]:
    given = told.get(name)
    if not isinstance(given, list) or len(given) > MOST_REPORTS:
        raise Unreadable(f"«{name}» must be a list of at most {MOST_REPORTS} ids.")
    try:
        return [UUID(one) for one in given]
    except (ValueError, AttributeError, TypeError):
        raise Unreadable(f"«{name}» must be ids.") from None


def _left(told: Mapping[str, object]) -> Left:
    return Left(reports=_ids(told, "reports"))


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
    ReportKind.BACK: _back,
    ReportKind.KEY_OUT: _done,
    ReportKind.RELEASED: _released,
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
