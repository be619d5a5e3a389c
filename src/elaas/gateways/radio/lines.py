"""A lock that speaks lines of text: a request in hex, a response in hex or `att 82`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from elaas.gateways.radio.link import REPLY_SECONDS, LinkLost, fitting, printable
from elaas.protocol.air import MAX_VALUE, Att, AttError

READY = "ready"
DISCONNECT = "disconnect"
LONGEST_LINE = 2 * MAX_VALUE + 2  # characters: a response in hex, and what ends a line
_ERROR = "att "


@dataclass(frozen=True, slots=True)
class Lines:
    """A link over two functions: `send` a line; `receive` one, or LinkLost at the end."""

    send: Callable[[str], Awaitable[None]]
    receive: Callable[[], Awaitable[str]]

    async def request(self, frame: bytes) -> bytes:
        """The response to `frame`. Raises AttError or LinkLost."""
        return parse(await self.ask(frame.hex()))

    async def disconnect(self) -> None:
        """Break the link politely. Raises LinkLost."""
        await self.ask(DISCONNECT)

    async def ask(self, line: str) -> str:
        """The line that answers `line`. Raises LinkLost."""
        try:
            async with asyncio.timeout(REPLY_SECONDS):
                await self.send(line)
                return await self.receive()
        except TimeoutError:
            raise LinkLost("The lock does not answer.") from None
        except OSError as error:
            raise LinkLost("The lock has gone.") from error


def parse(line: str) -> bytes:
    """The response in `line`. Raises AttError for an ATT error, LinkLost for anything else."""
    if line.startswith(_ERROR):
        raise AttError(_code(line.removeprefix(_ERROR)))
    try:
        response = bytes.fromhex(line)
    except ValueError:
        raise LinkLost(f"No lock says «{printable(line)}».") from None
    return fitting(response)


def _code(text: str) -> Att:
    try:
        return Att(int(text, 16))
    except ValueError:
        raise LinkLost(f"No lock says «att {printable(text)}».") from None
