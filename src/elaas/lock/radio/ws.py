"""The radio that is a WebSocket: the pipe's lines as text messages, from several peers."""

import asyncio
import contextlib
from collections.abc import Callable

from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as listen
from websockets.exceptions import ConnectionClosed

from elaas.lock.journal import PowerLost
from elaas.lock.program import SILENCE, Lock
from elaas.lock.radio import CannotServe, Line

_LAST_PORT = 0xFFFF


def serve(lock: Lock, where: str, ready: Callable[[], None]) -> None:
    """Listen on HOST:PORT until interrupted; raises CannotServe if that is impossible."""
    host, _, port = where.rpartition(":")
    if not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise CannotServe(f"ws takes HOST:PORT, not «{where}».")
    try:
        asyncio.run(listening(lock, (host.strip("[]"), int(port)), ready))
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
            await socket.close(reason=await _converse(lock, line, socket))
    finally:
        line.hang_up()


async def _converse(lock: Lock, line: Line, socket: ServerConnection) -> str:
    """Answer line by line; returns why there is no more to say."""
    while line.connected or lock.awake:
        try:
            async with asyncio.timeout(lock.seconds_left if line.connected else SILENCE):
                message = await socket.recv()
        except TimeoutError:
            line.hang_up()
            return "10 s of silence, or 60 s in all"
        await socket.send(line.answer(message if isinstance(message, str) else "not text"))
    return "asleep: knock first"
