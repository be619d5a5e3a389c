"""Many rows at once, in PostgreSQL's binary format: for the paths where a thousand come together.

Django binds and reads as text, which is plenty for a page and a third of the time for a batch.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import sql


class Column(NamedTuple):
    """A column to fill, and its PostgreSQL type."""

    name: str
    type: str


def copy_in(
    connection: psycopg.Connection[Any],
    table: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
) -> None:
    """COPY `rows` into `columns` of `table`, in the transaction that is open."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(one.name) for one in columns)
    )
    with psycopg.Cursor(connection) as cursor, cursor.copy(statement) as copy:
        copy.set_types([one.type for one in columns])
        for row in rows:
            copy.write_row(row)


def fetch(
    connection: psycopg.Connection[Any], statement: str, parameters: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """The rows of `statement`, read in binary; `parameters` are bound by the server."""
    with psycopg.Cursor(connection) as cursor:
        cursor.execute(statement, parameters, binary=True)
        return cursor.fetchall()
