"""What a lock has been told and must not forget: whose it is, and who is shut out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from elaas.protocol.cose import NotSigned, PublicKey, verify1

ADDRESS = 6  # bytes
STATIC_RANDOM = 0b11000000  # the top two bits (Bluetooth Core, Vol 6 Part B section 1.3.2.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A key whose credentials, updates and times the lock believes."""

    key: PublicKey
    kid: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All of it; replaced as a whole, with the receipt that belongs to the change."""

    claim_secret: bytes
    address: bytes
    authority: Authority | None = None  # None: unclaimed
    next_authority: Authority | None = None
    epoch: int = 0  # the floor: credentials below it are revoked
    revoked: tuple[bytes, ...] = field(default=())  # first 8 bytes of each cti
    last_update: int | None = None  # iat of the last update applied since the claim
    acknowledged: int = 0  # the server holds the receipts up to this seq

    def signed_by(self, token: bytes) -> tuple[Authority, bytes] | None:
        """Which of our authorities signed `token`, and its payload; None: neither.

        Raises Malformed if `token` is no COSE_Sign1. Two authorities may share a kid.
        """
        for authority in filter(None, (self.authority, self.next_authority)):
            try:
                return authority, verify1(token, {authority.kid: authority.key})
            except NotSigned:
                continue
        return None

    def encode(self) -> list[Any]:
        """As plain values for the journal."""
        return [
            self.claim_secret,
            self.address,
            _encode(self.authority),
            _encode(self.next_authority),
            self.epoch,
            b"".join(self.revoked),
            self.last_update,
            self.acknowledged,
        ]

    @classmethod
    def decode(cls, values: list[Any]) -> Self:
        """Back from `encode`."""
        secret, address, authority, following, epoch, revoked, last_update, acknowledged = values
        return cls(
            claim_secret=secret,
            address=address,
            authority=_decode(authority),
            next_authority=_decode(following),
            epoch=epoch,
            revoked=tuple(revoked[i : i + 8] for i in range(0, len(revoked), 8)),
            last_update=last_update,
            acknowledged=acknowledged,
        )


def fresh_address(random: Callable[[int], bytes]) -> bytes:
    """A new static random Bluetooth address, most significant byte first.

    Its random part is neither all zeros nor all ones, as the Bluetooth specification demands.
    """
    while True:
        drawn = random(ADDRESS)
        address = bytes((drawn[0] | STATIC_RANDOM,)) + drawn[1:]
        if address not in {b"\xc0" + bytes(5), b"\xff" * ADDRESS}:
            return address


def _encode(authority: Authority | None) -> dict[int, Any] | None:
    return None if authority is None else authority.key.to_cose_key(authority.kid)


def _decode(value: object) -> Authority | None:
    if value is None:
        return None
    key, kid = PublicKey.from_cose_key(value)
    return Authority(key=key, kid=kid)
