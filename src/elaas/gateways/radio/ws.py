"""A lock behind a WebSocket (`ws:HOST:PORT`); each line is one text message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from elaas.gateways.radio.lines import LONGEST_LINE, READY, Lines
from elaas.gateways.radio.link import (
    BYE_SECONDS,
    CONNECT_SECONDS,
    Link,
    LinkLost,
    NoRadio,
    OutOfRange,
    printable,
)


@dataclass(frozen=True, slots=True)
class WebSocket:
    """The one lock that listens at `place`, which is HOST:PORT."""

    place: str

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:  # noqa: ARG002  (one lock only)
        """A connection to that lock; closing it breaks the link."""
        try:
            connection = await connect(
                f"ws://{self.place}/",
                open_timeout=CONNECT_SECONDS,
                close_timeout=BYE_SECONDS,
                max_size=LONGEST_LINE,
                compression=None,
                proxy=None,
            )
        except (InvalidURI, ValueError, OverflowError):  # of its parts, its name or its port
            raise NoRadio(f"«ws:{self.place}» is not ws:HOST:PORT.") from None
        except (OSError, TimeoutError, InvalidHandshake) as error:
            raise OutOfRange(f"No lock answers at {self.place}.") from error
        async with connection:
            yield _lines(connection)


def _lines(connection: ClientConnection) -> Lines:
    async def send(line: str) -> None:
        try:
            await connection.send(line)
        except ConnectionClosed as error:
            raise LinkLost(_farewell(error)) from error

    async def receive() -> str:
        try:
            line = str(await connection.recv())
            return str(await connection.recv()) if line == READY else line
        except ConnectionClosed as error:
            raise LinkLost(_farewell(error)) from error

    return Lines(send, receive)


def _farewell(closed: ConnectionClosed) -> str:
    reason = closed.rcvd.reason if closed.rcvd else ""
    return f"The lock has gone ({printable(reason)})." if reason else "The lock has gone."
