"""Append to the ledger."""

import secrets
from collections.abc import Iterable

from django.db import connection

from elaas.database.bulk import Stream, Table, copy_in, field, time_field
from elaas.ledger.entries import NewEntry

SALT_BYTES = 32
_SALT = SALT_BYTES.to_bytes(4, "big")  # how long it is, as COPY wants before each
_ENTRIES = Table("ledger_entry", ("kind", "at", "body", "salt"))


class OutsideTransaction(Exception):
    """An entry must be written in the transaction of what it tells about, and there is none."""


def append(*entries: NewEntry) -> None:
    """Append `entries` in their order, in the transaction that is open.

    Raises OutsideTransaction when none is: an entry without its deed, or a deed without its entry,
    must not be possible.
    """
    append_all(entries)


def append_all(entries: Iterable[NewEntry]) -> None:
    """As `append`, for many: they go by COPY, since a large day issues tens of thousands."""
    rows = _rows(entries)
    if rows:
        copy_in(connection, _ENTRIES, rows)


def append_to(stream: Stream, entries: Iterable[NewEntry]) -> None:
    """As `append_all`, on the way with other rows; they are in when `stream` says so."""
    stream.put(_ENTRIES, _rows(entries))


def _rows(entries: Iterable[NewEntry]) -> list[bytes]:
    if not connection.in_atomic_block:
        raise OutsideTransaction
    some = list(entries)
    salts = secrets.token_bytes(SALT_BYTES * len(some))
    rows, before, shared = [], None, b""
    for number, (kind, at, body) in enumerate(some):
        if (kind, at) != before:  # many happen at one moment
            before, shared = (kind, at), field(kind.encode()) + time_field(at)
        salt = salts[SALT_BYTES * number : SALT_BYTES * (number + 1)]
        rows.append(_ENTRIES.row(shared, field(body), _SALT, salt))
    return rows
