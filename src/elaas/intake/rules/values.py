"""Read values out of FHIR JSON that may hold anything at all.

Each function answers a value of the promised type or raises Unusable with a reason that a person
can act on. A reason is printed and kept: it names elements and codes, never a person's name or
number.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeAlias, cast

Object: TypeAlias = Mapping[str, object]

HIDDEN = "«…»"  # what is not quoted, because it may tell of a person
_CODE = re.compile(r"[A-Za-z-]{1,30}")
_ADDRESS = re.compile(r"[A-Za-z0-9:/._#-]{1,100}")
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_NATIONAL_ID = re.compile(r"(?<![0-9A-Za-z])[0-9]{11}(?![0-9A-Za-z])")  # not within a UUID
# https://hl7.org/fhir/R4/datatypes.html#instant; a dateTime with a time must have a zone as well.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# A year far away is a mistyped one, and date arithmetic must never overflow.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
# What PostgreSQL cannot store as text: NUL, and halves of surrogate pairs.
_NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")


class Unusable(Exception):
    """The resource cannot be used; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def shown(code: str) -> str:
    """A code as a reason may show it: nothing that could be a sentence, a name or a number."""
    return f"«{code}»" if _CODE.fullmatch(code) else HIDDEN


def shown_reference(reference: str) -> str:
    """A reference as a reason may show it: without a search (FHIR R4, http.html#cond-update)."""
    address = re.split(r"[?|]", reference)[0]
    harmless = _ADDRESS.fullmatch(address) and not _ELEVEN_DIGITS.search(address)
    return f"«{address}»" if harmless else HIDDEN


def mentioned(kind: str, identity: str) -> str:
    """Another resource as a reason may name it; not by a national id, if that is its id."""
    return f"{kind}/{HIDDEN if _NATIONAL_ID.search(identity) else identity}"


def as_object(value: object, what: str) -> Object:
    """`value` as a JSON object."""
    if not isinstance(value, dict):
        raise Unusable(f"{what} is not an object")
    return cast("Object", value)


def child(parent: Object, name: str) -> Object:
    """The object `name` of `parent`; an empty one when it is absent."""
    value = parent.get(name)
    return {} if value is None else as_object(value, name)


def children(parent: Object, name: str) -> list[Object]:
    """The list of objects `name` of `parent`; empty when it is absent."""
    value = parent.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unusable(f"{name} is not a list")
    return [as_object(item, f"an item of {name}") for item in value]


def text(parent: Object, name: str) -> str:
    """The text `name` of `parent`, without space around it; empty when it is absent."""
    value = parent.get(name)
    return "" if value is None else _as_text(value, name)


def texts(parent: Object, name: str) -> list[str]:
    """The list of texts `name` of `parent`; empty when it is absent."""
    value = parent.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unusable(f"{name} is not a list")
    return [_as_text(item, f"an item of {name}") for item in value]


def switch(parent: Object, name: str, *, default: bool) -> bool:
    """The boolean `name` of `parent`; `default` when it is absent."""
    value = parent.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise Unusable(f"{name} is neither true nor false")
    return value


def codes(parent: Object, name: str, *, system: str) -> list[str]:
    """The codes of `system` in the CodeableConcepts `name` (one, or a list of them), in order."""
    value = parent.get(name)
    concepts = children(parent, name) if isinstance(value, list) else [child(parent, name)]
    return [
        text(coding, "code")
        for concept in concepts
        for coding in children(concept, "coding")
        if text(coding, "system") == system and text(coding, "code")
    ]


def identifier(parent: Object, *, system: str) -> str:
    """The value of the first identifier of `system`; empty when there is none."""
    for candidate in children(parent, "identifier"):
        if text(candidate, "system") == system:
            return text(candidate, "value")
    return ""


def instant(parent: Object, name: str) -> datetime | None:
    """The moment `name` of `parent` in UTC; None when it is absent."""
    value = text(parent, name)
    return _instant(value, name) if value else None


def boundary(parent: Object, name: str, *, zone: tzinfo) -> datetime | None:
    """A period's `start` or `end` in UTC; None when it is absent.

    A date alone means the whole day (https://hl7.org/fhir/R4/datatypes.html#Period), in `zone`.
    """
    value = text(parent, name)
    if not _DATE.fullmatch(value):
        return _instant(value, name) if value else None
    day = day_named(value, name)
    first = day + timedelta(days=1) if name == "end" else day
    return datetime.combine(first, time(), zone).astimezone(UTC)


def day_named(value: str, name: str) -> date:
    """The date that `value` says, e.g. 1944-07-22."""
    try:
        day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Unusable(f"{name} is not a date")
    return day


def _instant(value: str, name: str) -> datetime:
    if _WITHOUT_ZONE.fullmatch(value):
        raise Unusable(f"{name} «{value}» has no time zone")
    try:
        moment = datetime.fromisoformat(value) if _INSTANT.fullmatch(value) else None
    except ValueError:
        moment = None
    if moment is None:
        raise Unusable(f"{name} is not a time")
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise Unusable(f"{name} «{value}» is not a time of our age")
    return moment.astimezone(UTC)


def _as_text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise Unusable(f"{what} is not text")
    if _NOT_TEXT.search(value):
        raise Unusable(f"{what} holds characters that are no text")
    return value.strip()
