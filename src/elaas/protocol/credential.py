"""The credential: one phone may open one lock for a while (RFC 8392, with RFC 8747's `cnf`).

It holds no name and no employee's number: only the server knows whose it is.
"""

from dataclasses import dataclass
from typing import Self, TypeGuard

from elaas.protocol import cbor
from elaas.protocol.cbor import Malformed, fields, integer, octets, string, uint
from elaas.protocol.cose import PublicKey

MAX_SIZE = 240  # bytes of the signed credential, so that command 0 fits one write
OPEN = "open"
SERVICE = "service"
_KTY = 1
EPOCH = -65537  # the epoch's claim key, in the range for private use (RFC 8392 section 9.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """The claims. Times are Unix seconds; valid while not_before <= now < expires."""

    lock_id: str
    not_before: int
    expires: int
    issued_at: int
    cti: bytes  # 16 random bytes: the credential's id in the server's records
    phone: PublicKey | None  # its DH key; None when read: a key of another form
    scope: str  # "open", "service", or both with a space between
    epoch: int

    def allows(self, scope: str) -> bool:
        """Whether `scope` ("open" or "service") is among the words of this one's scope."""
        return scope in self.scope.split(" ")

    def claims(self) -> bytes:
        """The claims as the payload of a COSE_Sign1."""
        key = None if self.phone is None else self.phone.to_cose_key()
        return cbor.encode(
            {
                3: self.lock_id,
                4: self.expires,
                5: self.not_before,
                6: self.issued_at,
                7: self.cti,
                8: {1: key},
                9: self.scope,
                EPOCH: self.epoch,
            }
        )

    @classmethod
    def parse(cls, payload: bytes) -> Self:
        """The credential in a verified payload; raises Malformed unless it has just these claims.

        The key is not checked against the curve: it is compared with one that has been.
        """
        found = fields(cbor.decode(payload), required=(3, 4, 5, 6, 7, 8, 9, EPOCH))
        return cls(
            lock_id=string(found[3]),
            expires=integer(found[4]),
            not_before=integer(found[5]),
            issued_at=integer(found[6]),
            cti=octets(found[7], length=16),
            phone=_phone(fields(found[8], required=(1,))[1]),
            scope=string(found[9]),
            epoch=uint(found[EPOCH]),
        )


def _phone(value: object) -> PublicKey | None:
    """The key in `cnf` (RFC 8747 section 3.2); None: a COSE_Key, but of no phone's kind.

    What else a COSE_Key may say of a point means nothing. Raises Malformed for what is no
    COSE_Key: no map, or without a kty (RFC 9052 section 7).
    """
    labels = value if isinstance(value, dict) else {}
    found = {label: part for label, part in labels.items() if type(label) is int}
    if _KTY not in found:
        raise Malformed("cnf holds no COSE_Key")
    kind, x, y = (found[_KTY], found.get(-1)), found.get(-2), found.get(-3)
    if kind != (2, 1) or bool in map(type, kind):
        return None
    if not _is_coordinate(x) or not _is_coordinate(y):
        return None
    return PublicKey(x=x, y=y)


def _is_coordinate(value: object) -> TypeGuard[bytes]:
    return isinstance(value, bytes) and len(value) == 32


class ClaimsWriter:
    """Writes `Credential.claims()` for one phone, byte for byte, several times as fast.

    For a large day: scope and key are encoded once, and the rest is joined.
    """

    def __init__(self, *, phone: PublicKey, scope: str) -> None:
        self._middle = b"\x08" + cbor.encode({1: phone.to_cose_key()}) + b"\x09" + cbor.text(scope)

    def claims(
        self,
        lock_id: str,
        *,
        not_before: int,
        expires: int,
        issued_at: int,
        cti: bytes,
        epoch: int,
    ) -> bytes:
        """The claims of one credential. Times are unsigned; `cti` has 16 bytes; none is checked."""
        return b"".join(
            (
                b"\xa8\x03",
                cbor.text(lock_id),
                b"\x04",
                cbor.head(0, expires),
                b"\x05",
                cbor.head(0, not_before),
                b"\x06",
                cbor.head(0, issued_at),
                b"\x07\x50",
                cti,
                self._middle,
                b"\x3a\x00\x01\x00\x00",
                cbor.head(0, epoch),
            )
        )


def checked_size(token: bytes) -> bytes:
    """`token` if it is short enough for command 0; raises Malformed if not."""
    if len(token) > MAX_SIZE:
        raise Malformed(f"a credential has at most {MAX_SIZE} bytes, this one {len(token)}")
    return token
