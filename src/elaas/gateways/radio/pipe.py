"""A lock at the other end of a pipe: our own standard streams, or those of a command we start."""

import asyncio
import shlex
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from elaas.gateways.radio.lines import READY, Lines
from elaas.gateways.radio.link import CONNECT_SECONDS, Link, LinkLost, NoRadio, OutOfRange

LAST_SECONDS = 5.0  # a command gets to end by itself when its input has closed


@dataclass(frozen=True, slots=True)
class StandardStreams:
    """Requests go to this process's standard output, responses come from its standard input."""

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:  # noqa: ARG002  (one lock only)
        """A connection to whatever lock is at the other end, once it has said `ready`."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()

        async def send(line: str) -> None:
            await loop.run_in_executor(None, _print, line)

        async def receive() -> str:
            return await _line(reader)

        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
        )
        try:
            await _ready(reader)
            async with _polite(Lines(send, receive)) as link:
                yield link
        finally:
            transport.close()


@dataclass(frozen=True, slots=True)
class Command:
    """A lock that runs as long as the connection: every connection starts it anew."""

    line: str  # as for a shell, but no shell sees it

    @asynccontextmanager
    async def connect(self, label: str) -> AsyncIterator[Link]:  # noqa: ARG002  (one lock only)
        """A connection to the lock that the command runs, once it has said `ready`."""
        async with _started(self.line) as process:
            stdin, stdout = process.stdin, process.stdout
            if stdin is None or stdout is None:
                raise NoRadio("The command has no standard streams.")

            async def send(line: str) -> None:
                stdin.write(line.encode() + b"\n")
                await stdin.drain()

            async def receive() -> str:
                return await _line(stdout)

            await _ready(stdout)
            async with _polite(Lines(send, receive)) as link:
                yield link


@asynccontextmanager
async def _started(line: str) -> AsyncIterator[Process]:
    try:
        process = await asyncio.create_subprocess_exec(*shlex.split(line), stdin=PIPE, stdout=PIPE)
    except (OSError, ValueError, TypeError) as error:
        raise NoRadio(f"«{line}» cannot be started: {error}.") from error
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), LAST_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _polite(link: Lines) -> AsyncIterator[Lines]:
    yield link
    with suppress(LinkLost):
        await link.disconnect()


async def _ready(reader: asyncio.StreamReader) -> None:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            line = await _line(reader)
    except (TimeoutError, LinkLost):
        raise OutOfRange("Nothing at the other end of the pipe says that it is ready.") from None
    if line != READY:
        raise OutOfRange(f"The other end of the pipe says «{line[:40]}» and not «{READY}».")


async def _line(reader: asyncio.StreamReader) -> str:
    try:
        line = await reader.readuntil()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise LinkLost("The other end of the pipe has closed.") from error
    return line.decode(errors="replace").strip()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
