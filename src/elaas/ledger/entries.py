"""What can be in the ledger, and its canonical bytes.

An entry holds ids and times, never names: who may see it looks the names up. Canonical bytes are
JSON as RFC 8785 writes it, for the values used here: text, integers, null, and lists and objects
of these; keys sorted, nothing between tokens, UTF-8. A time is UTC in ISO 8601 with a Z.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Value: TypeAlias = "str | int | Sequence[Value] | Mapping[str, Value] | None"

# A value in canonical form, as text.
written = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class NewEntry(NamedTuple):
    """An entry to append: what kind of thing happened, when, and its canonical bytes."""

    kind: str
    at: datetime
    body: bytes


@lru_cache(maxsize=4096)  # a day's visits begin and end at few different times
def moment(at: datetime) -> str:
    """`at` (aware) in UTC, e.g. 2026-12-01T09:40:00Z; fractions of a second only if any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def canonical(fields: Mapping[str, Value]) -> bytes:
    """The canonical bytes of `fields`."""
    return written(fields).encode()


def entry(kind: str, at: datetime, **fields: Value) -> NewEntry:
    """An entry of `kind` that happened at `at`; kind and at are part of its canonical bytes."""
    return NewEntry(kind, at, canonical({"kind": kind, "at": moment(at), **fields}))


class Form:
    """A text in canonical bytes with some values left blank: most of it is written only once.

    For the paths that tell of a thousand things of one kind. Fill in values that are `written`.
    """

    def __init__(self, fields: Mapping[str, Value], *, blanks: Sequence[str]) -> None:
        """`fields` as for `canonical`; `blanks`: the names of the values to come."""
        names = sorted([*fields, *blanks])
        pairs = (
            _escaped(name) + ":" + ("%s" if name in blanks else _escaped(fields[name]))
            for name in names
        )
        self._text = "{" + ",".join(pairs) + "}"

    def fill(self, *values: str) -> str:
        """The whole text. `values`: those of the blanks, in the order of the blanks' names."""
        return self._text % values


def _escaped(value: Value) -> str:
    return written(value).replace("%", "%%")
