"""What a phone asks of a radio: one connection to one lock, one response to one request."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from elaas.protocol.air import MAX_VALUE

CONNECT_SECONDS = 15.0  # from the first look for the lock to the open connection
REPLY_SECONDS = 10.0  # a lock drops the connection after as long a silence
BYE_SECONDS = 1.0  # for a lock to answer when the link is closed politely
SHOWN = 40  # characters of what a peer says, in a message


class NoRadio(Exception):
    """There is no such radio at this end; the message says what is wrong with it."""


class OutOfRange(Exception):
    """The lock does not answer: it sleeps until somebody knocks, or it is not here."""


class LinkLost(Exception):
    """The connection broke, or the peer said something that no lock says."""


def printable(text: str) -> str:
    """The beginning of what a peer says, without anything that a terminal would obey."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)[
        :SHOWN
    ]


def fitting(response: bytes) -> bytes:
    """`response` if it fits one value; raises LinkLost."""
    if len(response) > MAX_VALUE:
        raise LinkLost(f"No lock answers with {len(response)} bytes.")
    return response


class Link(Protocol):
    """An open connection to one lock."""

    async def request(self, frame: bytes) -> bytes:
        """The response to `frame`, each at most 512 bytes. Raises AttError or LinkLost."""


class Radio(Protocol):
    """A way to reach locks."""

    def connect(self, label: str) -> AbstractAsyncContextManager[Link]:
        """A connection to the lock with this printed label, closed with the block.

        Entering raises NoRadio, OutOfRange or LinkLost. Where a radio reaches one lock only, the
        label is not looked at: which lock it is turns out in the handshake.
        """
