"""What a phone asks of a radio: one connection to one lock, one response to one request."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from elaas.protocol.air import Att

CONNECT_SECONDS = 15.0  # from the first look for the lock to the open connection
REPLY_SECONDS = 10.0  # a lock drops the connection after as long a silence


class NoRadio(Exception):
    """There is no such radio at this end; the message says what is wrong with it."""


class OutOfRange(Exception):
    """The lock does not answer: it sleeps until somebody knocks, or it is not here."""


class LinkLost(Exception):
    """The connection broke, or the peer said something that no lock says."""


class Refused(Exception):
    """The lock answered a request with an error of the attribute protocol."""

    def __init__(self, code: Att) -> None:
        """`code`: 80 to 83 (protocol, "On the air")."""
        super().__init__(f"att {code:02x}")
        self.code = code


class Link(Protocol):
    """An open connection to one lock."""

    async def request(self, frame: bytes) -> bytes:
        """The response to `frame`, each at most 512 bytes. Raises Refused or LinkLost."""


class Radio(Protocol):
    """A way to reach locks."""

    def connect(self, label: str) -> AbstractAsyncContextManager[Link]:
        """A connection to the lock with this printed label, closed with the block.

        Entering raises NoRadio, OutOfRange or LinkLost. Where a radio reaches one lock only, the
        label is not looked at: which lock it is turns out in the handshake.
        """
