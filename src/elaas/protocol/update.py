"""What the authority tells a lock through whichever phone comes by: updates, and the time."""

from dataclasses import dataclass
from typing import Any, Self

from elaas.protocol import cbor
from elaas.protocol.cbor import Malformed, fields, integer, octets, string, uint
from elaas.protocol.cose import PublicKey

PREFIX = 8  # bytes of a cti that name it in the list of revoked credentials
NONCE = 16  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The news for one lock."""

    lock_id: str
    issued_at: int
    epoch: int
    revoked: tuple[bytes, ...] = ()  # first 8 bytes of each cti; the whole list, replaces the last
    acknowledged: tuple[int, bytes] | None = None  # up to this seq, whose receipt has this SHA-256
    next_authority: tuple[PublicKey, bytes] | None = None  # key and kid

    def payload(self) -> bytes:
        """The payload of a COSE_Sign1."""
        found: dict[int, Any] = {1: self.lock_id, 4: self.issued_at, 9: self.epoch}
        if self.revoked:
            found[11] = b"".join(self.revoked)
        if self.acknowledged is not None:
            found[12], found[13] = self.acknowledged
        if self.next_authority is not None:
            key, kid = self.next_authority
            found[14] = key.to_cose_key(kid)
        return cbor.encode(found)

    @classmethod
    def parse(cls, payload: bytes) -> Self:
        """The update in a verified payload; raises Malformed for any other set of keys or types."""
        found = fields(cbor.decode(payload), required=(1, 4, 9), optional=(11, 12, 13, 14))
        revoked = octets(found.get(11, b""))
        if len(revoked) % PREFIX or (12 in found) != (13 in found):
            raise Malformed("a list cut in two, or half an acknowledgement")
        return cls(
            lock_id=string(found[1]),
            issued_at=integer(found[4]),
            epoch=uint(found[9]),
            revoked=tuple(revoked[i : i + PREFIX] for i in range(0, len(revoked), PREFIX)),
            acknowledged=((uint(found[12]), octets(found[13], length=32)) if 12 in found else None),
            next_authority=PublicKey.from_cose_key(found[14]) if 14 in found else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """What the clock is, fresh because it answers the lock's own nonce."""

    lock_id: str
    time: int
    nonce: bytes

    def payload(self) -> bytes:
        """The payload of a COSE_Sign1."""
        return cbor.encode({1: self.lock_id, 4: self.time, 15: self.nonce})

    @classmethod
    def parse(cls, payload: bytes) -> Self:
        """The time in a verified payload; raises Malformed for any other set of keys or types."""
        found = fields(cbor.decode(payload), required=(1, 4, 15))
        return cls(
            lock_id=string(found[1]),
            time=uint(found[4]),
            nonce=octets(found[15], length=NONCE),
        )
