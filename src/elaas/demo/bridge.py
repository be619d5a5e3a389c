"""A radio for browsers without Bluetooth: a WebSocket to the locks on the demo's air.

ws://HOST:PORT/LABEL is the lock with that label. Each text message is one request in hexadecimal,
each answer one too, or `att 82`. A connection that ends before the first answer: no such lock is
awake within range.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from elaas.gateways.radio import Link, LinkLost, NoRadio, OutOfRange, named
from elaas.protocol.air import AttError
from elaas.protocol.label import is_label

HOST = "127.0.0.1"
RANGE_SECONDS = 5  # a browser waits ten for its first answer


@asynccontextmanager
async def bridged(radio: str, *, origin: str) -> AsyncIterator[str]:
    """Serve for the whole block; yields the address, to which a label is added.

    Only pages from `origin` may use it: a strange page in the same browser could knock about.
    """

    async def talk(socket: ServerConnection) -> None:
        await _talk(socket, radio)

    async with serve(talk, HOST, 0, origins=[Origin(origin)], compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://{HOST}:{port}/"


async def _talk(socket: ServerConnection, radio: str) -> None:
    label = (socket.request.path if socket.request else "").removeprefix("/")
    if not is_label(label):
        return
    async with AsyncExitStack() as connected:
        try:
            async with asyncio.timeout(RANGE_SECONDS):
                link = await connected.enter_async_context(named(radio).connect(label))
        except (TimeoutError, NoRadio, OutOfRange):
            return
        await _relay(socket, link)


async def _relay(socket: ServerConnection, link: Link) -> None:
    try:
        async for message in socket:
            await socket.send(await _answer(link, str(message)))
    except (ConnectionClosed, LinkLost, ValueError):
        return  # gone, or it speaks no hexadecimal: there is nobody to talk to


async def _answer(link: Link, line: str) -> str:
    try:
        return (await link.request(bytes.fromhex(line))).hex()
    except AttError as error:
        return f"att {error.code:02x}"
