"""Rows one after the other, however many there are: memory does not grow with the table."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

AT_ONCE = 2_000  # rows from the server at a time


def rows(name: str, statement: str, parameters: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of `statement`, read in binary in the transaction that is open; `name`: once."""
    connection.ensure_connection()
    with connection.connection.cursor(name, binary=True) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(statement, parameters)
        yield from cursor
