"""A session with one lock over a link: the handshake once, then one command after the other."""

from typing import Any

from elaas.gateways.radio.link import Link
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession

Answer = tuple[Outcome, Any]  # and the body, None where there is nothing to say


class Session:
    """What a prepared phone says over a link, and hears.

    Both methods raise AttError, LinkLost, or Malformed for what no lock answers.
    """

    def __init__(self, link: Link, phone: PhoneSession) -> None:
        self._link = link
        self._phone = phone

    async def first(self, credential: bytes | None, op: str, *args: object) -> Answer:
        """The handshake, and command 0 with it; raises WrongLock, with nothing revealed."""
        message_2 = await self._link.request(self._phone.message_1())
        frame = self._phone.command_0(message_2, credential, op, *args)
        return self._phone.reply(await self._link.request(frame))

    async def then(self, op: str, *args: object) -> Answer:
        """A later command, under command 0's credential."""
        return self._phone.reply(await self._link.request(self._phone.command(op, *args)))
