"""Many rows at once, in PostgreSQL's binary format: for the paths where a thousand come together.

Django binds and reads as text, which is plenty for a page and a third of the time for a batch.
"""

import select
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

import psycopg
from psycopg import errors
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

T = TypeVar("T")

NULL = b"\xff\xff\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
POSTGRES_EPOCH = int(_EPOCH.timestamp())  # a timestamptz counts microseconds from here
_MICROSECOND = timedelta(microseconds=1)
_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, no extension (PostgreSQL, COPY)
_END = b"\xff\xff"


class Connection(Protocol):
    """Django's connection, which opens psycopg's when it is first needed."""

    connection: Any

    def ensure_connection(self) -> None:
        """Open it unless it is."""


class Table:
    """A table, and the columns to fill in it."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        """Both are words of ours: they go into the statement as they are."""
        names = ", ".join(columns)
        self.copy = f"COPY {name} ({names}) FROM STDIN (FORMAT BINARY)".encode()
        self._count = len(columns).to_bytes(2, "big")

    def row(self, *values: bytes) -> bytes:
        """One row: `values` are `field`s or NULL, and may hold several columns each."""
        return self._count + b"".join(values)


def field(value: bytes) -> bytes:
    """One value as COPY takes it, after its length: bytes, UTF-8, or a number big-endian."""
    return len(value).to_bytes(4, "big") + value


def time_field(at: datetime) -> bytes:
    """`at` (aware) as a timestamptz."""
    return b"\0\0\0\x08" + ((at - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)


class Stream:
    """Rows on their way into tables: PostgreSQL takes some in while the caller makes the next.

    Foreign keys are checked with the rows as they come, and not all of them at the end. Until the
    block is over, or `wait` has come back, nothing else may use the connection. An error shows in
    any call, at the latest at the end of the block, and the transaction has failed then.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = _open(connection)
        self._server = self._connection.pgconn
        if self._server.transaction_status == TransactionStatus.IDLE:
            # psycopg begins a transaction with what it is asked itself, and not with what follows.
            self._connection.execute("SELECT")
        self._rows: dict[Table, list[bytes]] = {}
        self._busy = False

    def __enter__(self) -> Self:
        self._connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is None:
            self.wait()
            self._connection.execute("SET CONSTRAINTS ALL DEFERRED")
        elif self._busy:
            self._results()

    def put(self, table: Table, rows: Iterable[bytes]) -> None:
        """Add `rows` to what goes into `table`, and send on whatever the server is ready for."""
        self._rows.setdefault(table, []).extend(rows)
        if not self._busy or self._is_done():
            self._send_next()

    def wait(self) -> None:
        """Send everything, and wait until it is in."""
        while any(self._rows.values()):
            self._send_next()
        self._finish()

    def _send_next(self) -> None:
        """Send the longest queue."""
        self._finish()
        table = max(self._rows, key=lambda one: len(self._rows[one]))
        self._server.send_query(table.copy)
        self._busy = True
        self._wait_readable()
        ready = self._server.get_result()
        if ready is None or ready.status != ExecStatus.COPY_IN:
            raise _failed(ready, *self._results())
        self._server.put_copy_data(b"".join((_BEGIN, *self._rows.pop(table), _END)))
        self._server.put_copy_end()
        self._server.flush()

    def _is_done(self) -> bool:
        self._server.flush()
        self._server.consume_input()
        return not self._server.is_busy()

    def _finish(self) -> None:
        """Wait for what has been sent."""
        if self._busy:
            for result in self._results():
                if result.status != ExecStatus.COMMAND_OK:
                    raise _failed(result)

    def _results(self) -> list[PGresult]:
        found: list[PGresult] = []
        while True:
            self._wait_readable()
            result = self._server.get_result()
            if result is None:
                self._busy = False
                return found
            found.append(result)

    def _wait_readable(self) -> None:
        # get_result would wait too, but holding Python's lock: another thread may have to go on
        # before the server can.
        poll = select.poll()
        while self._server.flush():
            poll.register(self._server.socket, select.POLLIN | select.POLLOUT)
            poll.poll()
            self._server.consume_input()
        poll.register(self._server.socket, select.POLLIN)
        while self._server.is_busy():
            poll.poll()
            self._server.consume_input()


def _failed(*results: PGresult | None) -> psycopg.Error:
    """The first result as the error it tells of."""
    return next(errors.error_from_result(one) for one in results if one is not None)


def copy_in(connection: Connection, table: Table, rows: Iterable[bytes]) -> None:
    """COPY `rows` into `table`, in the transaction that is open."""
    stream = Stream(connection)
    stream.put(table, rows)
    stream.wait()


def uuids(ids: Iterable[UUID]) -> str:
    """`ids` for a parameter `%s::uuid[]`: one text, where psycopg would dump each by itself."""
    return array([one.hex for one in ids])


def array(values: Iterable[object]) -> str:
    """As `uuids`, for numbers and hexadecimal, which need no quotes; None is NULL."""
    return "{" + ",".join(["NULL" if one is None else str(one) for one in values]) + "}"


def fetch(
    connection: Connection, statement: str, parameters: Sequence[Any] | Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """The rows of `statement`, read in binary; `parameters` are bound by the server."""
    with psycopg.Cursor(_open(connection)) as cursor:
        cursor.execute(statement, parameters, binary=True)
        return cursor.fetchall()


def run(connection: Connection, statement: str, parameters: Sequence[Any]) -> None:
    """Run a `statement` that answers nothing; `parameters` are bound by the server."""
    with psycopg.Cursor(_open(connection)) as cursor:
        cursor.execute(statement, parameters)


def fetch_while(
    connection: Connection, statement: str, parameters: Sequence[Any], *, working: Callable[[], T]
) -> tuple[list[tuple[Any, ...]], T]:
    """As `fetch`, and what `working` answers, which is done while PostgreSQL looks.

    `working` must not use the connection.
    """
    opened = _open(connection)
    with opened.pipeline(), psycopg.Cursor(opened) as cursor:
        cursor.execute(statement, parameters, binary=True)
        done = working()
        return cursor.fetchall(), done


def _open(connection: Connection) -> psycopg.Connection[Any]:
    connection.ensure_connection()
    opened: psycopg.Connection[Any] = connection.connection
    return opened
