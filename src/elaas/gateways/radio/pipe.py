"""A lock at the other end of a pipe: our own standard streams, or those of a command we start.

Whatever the other end does or leaves undone, no wait here is without an end.
"""

import asyncio
import os
import shlex
import signal
import stat
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

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

LAST_SECONDS = 5.0  # a command gets to end by itself when its input has closed


@dataclass(frozen=True, slots=True)
class StandardStreams:
    """Requests go to this process's standard output, responses come from its standard input."""

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:  # noqa: ARG002  (one lock only)
        """A connection to whatever lock is at the other end, once it has said `ready`."""
        ends = sys.stdin.fileno(), sys.stdout.fileno()
        if not all(map(_can_wait, ends)):
            raise NoRadio("Standard input and output are not pipes, so no lock is there.")
        async with _linked(*map(os.dup, ends)) as link:
            yield link


@dataclass(frozen=True, slots=True)
class Command:
    """A lock that runs as long as the connection: every connection starts it anew."""

    line: str  # as for a shell, but no shell sees it

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:  # noqa: ARG002  (one lock only)
        """A connection to the lock that the command runs, once it has said `ready`."""
        async with _started(self.line) as ends, _linked(*ends) as link:
            yield link


def _can_wait(descriptor: int) -> bool:
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)


@asynccontextmanager
async def _started(line: str) -> AsyncIterator[tuple[int, int]]:
    """Run a command for the whole block; its output and its input, which the block closes.

    The command has a process group to itself, which ends with the block. The pipes are ours and
    not asyncio's, which would wait for everybody who holds an end of them.
    """
    command = _words(line)
    their_input, to_lock = os.pipe()
    from_lock, their_output = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=their_input, stdout=their_output, start_new_session=True
        )
    except (OSError, ValueError) as error:
        os.close(to_lock)
        os.close(from_lock)
        raise NoRadio(f"«{line}» cannot be started: {error}.") from error
    finally:
        os.close(their_input)
        os.close(their_output)
    try:
        yield from_lock, to_lock
    finally:
        await _end(process)


def _words(line: str) -> list[str]:
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise NoRadio(f"«{line}» is no command: {error}.") from error
    if not words:
        raise NoRadio("pipe:COMMAND takes a command.")
    return words


async def _end(process: Process) -> None:
    """Wait for a command whose input has closed, then end it and whatever it has left behind."""
    try:
        await _wait(process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await _wait(process)


async def _wait(process: Process) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LAST_SECONDS):
            await process.wait()


@asynccontextmanager
async def _linked(incoming: int, outgoing: int) -> AsyncIterator[Link]:
    """A link over two pipes, once the other end has said `ready`; closes both."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    hears, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(incoming, "rb", buffering=0)
    )
    says, _ = await loop.connect_write_pipe(
        asyncio.BaseProtocol, os.fdopen(outgoing, "wb", buffering=0)
    )

    async def send(line: str) -> None:
        says.write(line.encode() + b"\n")  # one at a time, so what waits here stays small

    async def receive() -> str:
        return await _line(reader)

    try:
        await _ready(reader)
        link = Lines(send, receive)
        yield link
        with suppress(LinkLost, TimeoutError):
            async with asyncio.timeout(BYE_SECONDS):
                await link.disconnect()
    finally:
        hears.close()
        if not says.is_closing():  # asyncio does not bear closing it twice
            says.abort()  # whatever the other end has not read: it need not


async def _ready(reader: asyncio.StreamReader) -> None:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            line = await _line(reader)
    except (TimeoutError, LinkLost):
        raise OutOfRange("Nothing at the other end of the pipe says that it is ready.") from None
    if line != READY:
        raise OutOfRange(f"The other end of the pipe says «{printable(line)}» and not «{READY}».")


async def _line(reader: asyncio.StreamReader) -> str:
    try:
        line = await reader.readuntil()
    except asyncio.LimitOverrunError as error:
        raise LinkLost("The other end of the pipe says more than a lock does.") from error
    except asyncio.IncompleteReadError as error:
        raise LinkLost("The other end of the pipe has closed.") from error
    return line.decode(errors="replace").strip()
