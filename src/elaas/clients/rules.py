"""What a client may do here, in SMART's words (scopes, http://hl7.org/fhir/smart-app-launch).

`system/Device.rs` reads and searches locks, `system/Patient.u` brings what a care system tells of
people. Both the letters of SMART 2 and the words of SMART 1 (`.read`, `.write`, `.*`) are known.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

READ, SEARCH, UPDATE = "r", "s", "u"
READABLE = ("Appointment", "AuditEvent", "Device", "Location")
# What a care system tells of (intake.rules.envelopes.TYPES).
WRITABLE = (
    "Appointment",
    "Location",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "RelatedPerson",
)
# SMART Backend Services: a token of at most five minutes, for an assertion of at most five minutes.
TOKEN_LIFETIME = timedelta(minutes=5)
LONGEST_ASSERTION = timedelta(minutes=5)
# Within so long, the same client's looks at the same kind of data of one person are one look.
ONE_LOOK = timedelta(hours=1)

_SCOPE = re.compile(r"system/(\*|[A-Z][A-Za-z]*)\.(read|write|\*|c?r?u?d?s?)")
_OLD = {"read": READ + SEARCH, "write": UPDATE, "*": READ + SEARCH + UPDATE}


class Permission(NamedTuple):
    """One thing that may be done with resources of one type."""

    type: str
    letter: str


POSSIBLE = frozenset(
    {Permission(kind, letter) for kind in READABLE for letter in (READ, SEARCH)}
    | {Permission(kind, UPDATE) for kind in WRITABLE}
)


def permissions(scopes: str) -> frozenset[Permission]:
    """What these scopes, separated by spaces, allow; one that is not known here allows nothing."""
    found: set[Permission] = set()
    for scope in scopes.split():
        match = _SCOPE.fullmatch(scope)
        if match:
            kind, letters = match[1], _OLD.get(match[2], match[2])
            found |= {one for one in POSSIBLE if kind in ("*", one.type) and one.letter in letters}
    return frozenset(found)


def written(allowed: Iterable[Permission]) -> str:
    """These permissions as scopes, always in the same order: system/Device.rs system/Patient.u."""
    letters: dict[str, str] = {}
    for kind, letter in sorted(allowed, key=lambda one: (one.type, "rus".index(one.letter))):
        letters[kind] = letters.get(kind, "") + letter
    return " ".join(f"system/{kind}.{some}" for kind, some in letters.items())
