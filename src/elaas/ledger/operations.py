"""Append to the ledger."""

import secrets
from collections.abc import Iterable

from django.db import connection

from elaas.database.bulk import Column, copy_in
from elaas.ledger.entries import NewEntry

SALT_BYTES = 32
_COLUMNS = (
    Column("kind", "varchar"),
    Column("at", "timestamptz"),
    Column("body", "bytea"),
    Column("salt", "bytea"),
)


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
    if not connection.in_atomic_block:
        raise OutsideTransaction
    rows = ((kind, at, body, secrets.token_bytes(SALT_BYTES)) for kind, at, body in entries)
    copy_in(connection.connection, "ledger_entry", _COLUMNS, rows)
