"""The radio that is a WebSocket: the pipe's lines as text messages, from several peers."""

import asyncio
import contextlib
import re
from collections.abc import Callable

from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as listen
from websockets.exceptions import ConnectionClosed

from elaas.lock.journal import PowerLost
from elaas.lock.program import SILENCE, Lock
from elaas.lock.radio import CannotServe, Line

_LAST_PORT = 0xFFFF
_LATE = "10 s of silence, or 60 s in all"


def serve(lock: Lock, where: str, ready: Callable[[], None]) -> None:
    """Listen on HOST:PORT until interrupted; raises CannotServe if that is impossible."""
    host, _, port = where.rpartition(":")
    if not host or not re.fullmatch("[0-9]{1,5}", port) or int(port) > _LAST_PORT:
        raise CannotServe(f"ws takes HOST:PORT, not «{where}».")
    try:
        asyncio.run(listening(lock, (host.strip("[]"), int(port)), ready))
    except UnicodeError:
        raise CannotServe(f"ws takes HOST:PORT, and «{host}» is no host.") from None
    except OSError as error:
        raise CannotServe(f"Cannot listen on {where}: {error.strerror or error}.") from error


async def listening(lock: Lock, address: tuple[str, int], ready: Callable[[], None]) -> None:
    """Serve until cancelled; raises OSError if the address is not to be had, and PowerLost."""
    lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def talk(socket: ServerConnection) -> None:
        try:
            await _talk(lock, socket)
        except PowerLost as error:
            if not lost.done():
                lost.set_exception(error)

    async with listen(talk, *address, compression=None):
        ready()
        await lost


async def _talk(lock: Lock, socket: ServerConnection) -> None:
    """One peer, from its first word to its last."""
    line = Line(lock)
    if lock.awake:
        line.connect()
    try:
        with contextlib.suppress(ConnectionClosed):
            reason = await _converse(lock, line, socket)
            line.hang_up()
            await socket.close(reason=reason)
    except _NotReading:
        socket.transport.abort()
    finally:
        line.hang_up()


class _NotReading(Exception):
    """The peer does not take what it is sent, so there is no use in a farewell either."""


async def _converse(lock: Lock, line: Line, socket: ServerConnection) -> str:
    """Answer line by line; returns why there is no more to say. Raises _NotReading."""
    while line.connected or lock.awake:
        try:
            async with asyncio.timeout(_patience(lock, line)):
                message = await socket.recv()
        except TimeoutError:
            return _LATE
        if line.connected and not lock.seconds_left:
            return _LATE  # however quickly one message follows the other
        answer = line.answer(message if isinstance(message, str) else "not text")
        try:
            async with asyncio.timeout(_patience(lock, line)):
                await socket.send(answer)
        except TimeoutError:
            raise _NotReading from None
    return "asleep: knock first"


def _patience(lock: Lock, line: Line) -> float:
    """Seconds that the lock waits for a peer to speak or to listen."""
    return lock.seconds_left if line.connected else SILENCE
