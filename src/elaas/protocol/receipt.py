"""The receipt: what a lock did or refused, numbered, chained and signed by the lock."""

import hashlib
from enum import IntEnum
from typing import NamedTuple, Self

from elaas.protocol import cbor
from elaas.protocol.cbor import Malformed, fields, octets, string, uint

FIRST = bytes(32)  # stands for the receipt before the first
UNKNOWN_OPERATION = "?"
_KEYS = frozenset(range(1, 11))


class Outcome(IntEnum):
    """How an operation ended, as the lock says it in receipts and replies."""

    DONE = 0
    EXPIRED = 1
    NOT_YET = 2
    OTHER_LOCK = 3
    REVOKED = 4
    OUT_OF_SCOPE = 5
    OTHER_KEY = 6
    NO_CREDENTIAL = 7
    CLOCK_UNKNOWN = 8
    JAMMED = 9
    BATTERY_LOW = 10
    JOURNAL_FULL = 11

    @classmethod
    def checked(cls, value: object) -> Self:
        """The outcome with this number; raises Malformed if there is none."""
        number = uint(value)
        if number > cls.JOURNAL_FULL:
            raise Malformed("no such outcome")
        return cls(number)


class Receipt(NamedTuple):
    """One entry of a lock's journal."""

    lock_id: str
    seq: int  # 1, 2, 3, ...
    previous: bytes  # SHA-256 of the receipt before it, see `digest`; 32 zero bytes at first
    time: int  # by the lock's clock, Unix seconds; the last known time when it is unknown
    uncertainty: int | None  # of that clock, seconds; None: unknown
    operation: str  # "?" if it was not understood
    outcome: Outcome
    cti: bytes | None  # of the credential shown, if its signature held
    epoch: int
    battery: int  # per cent

    def payload(self) -> bytes:
        """The payload of a COSE_Sign1."""
        return cbor.encode(
            {
                1: self.lock_id,
                2: self.seq,
                3: self.previous,
                4: self.time,
                5: self.uncertainty,
                6: self.operation,
                7: int(self.outcome),
                8: self.cti,
                9: self.epoch,
                10: self.battery,
            }
        )

    @classmethod
    def parse(cls, payload: bytes) -> Self:
        """The receipt in a verified payload; raises Malformed for any other keys or types."""
        found = fields(cbor.decode(payload), required=_KEYS)
        if uint(found[2]) == 0:
            raise Malformed("receipts count from 1")
        if uint(found[10]) > 100:
            raise Malformed("a battery holds at most 100 per cent")
        return cls(
            lock_id=string(found[1]),
            seq=found[2],
            previous=octets(found[3], length=32),
            time=uint(found[4]),
            uncertainty=None if found[5] is None else uint(found[5]),
            operation=string(found[6]),
            outcome=Outcome.checked(found[7]),
            cti=None if found[8] is None else octets(found[8], length=16),
            epoch=uint(found[9]),
            battery=found[10],
        )


def digest(receipt: bytes) -> bytes:
    """SHA-256 over the receipt's full bytes, signature included: what the next one points to."""
    return hashlib.sha256(receipt).digest()
