"""Keys and signatures as COSE (RFC 9052, RFC 9053): P-256 and ES256, one shape, no choice.

A COSE_Sign1 here is always tag 18, protected `{1: -7}`, unprotected `{4: kid}` (or `{}` where the
reader knows the only key there is: receipts), a byte string and 64 bytes r || s. It is written
and read as exactly these bytes, so there is no header to confuse a verifier with.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from elaas.protocol.cbor import Malformed, byte_string, fields, head, octets

MAX_KID = 3  # bytes
# The order of P-256's base point (SEC 2, section 2.4.2).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ALGORITHM = -7  # ES256 (RFC 9053 section 2.1)
_ES256 = ec.ECDSA(hashes.SHA256())
_CURVE = ec.SECP256R1()
_UNCOMPRESSED = b"\x04"  # a point by both its coordinates (SEC 1, section 2.3.3)
_SIGN1 = bytes.fromhex("d28443a10126")  # tag 18, array of 4, h'a10126' = {1: -7}
_HEX = re.compile("[0-9a-fA-F]{64}")
_KID = bytes.fromhex("a104")  # {4: ...}
_TO_BE_SIGNED = b"\x84\x6aSignature1\x43\xa1\x01\x26\x40"
_SIGNATURE = b"\x58\x40"


class NotSigned(Malformed):
    """No key we know signed this; nothing in it may be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A P-256 point, 32 bytes each, big-endian. Not known to lie on the curve until `checked`."""

    x: bytes
    y: bytes

    @classmethod
    def checked(cls, x: bytes, y: bytes) -> Self:
        """The point (x, y); raises Malformed unless it lies on the curve."""
        key = cls(x=x, y=y)
        native(key)
        return key

    @classmethod
    def from_hex(cls, value: object) -> Self:
        """The key in JSON's `{"x": ..., "y": ...}`, 32 bytes each in hex; raises Malformed."""
        if not isinstance(value, dict) or value.keys() != {"x", "y"}:
            raise Malformed("a key is an object with just x and y")
        parts = [value["x"], value["y"]]
        if not all(isinstance(part, str) and _HEX.fullmatch(part) for part in parts):
            raise Malformed("x and y are 32 bytes each, in hexadecimal")
        return cls.checked(*map(bytes.fromhex, parts))

    def to_hex(self) -> dict[str, str]:
        """As `from_hex` reads it."""
        return {"x": self.x.hex(), "y": self.y.hex()}

    @classmethod
    def from_cose_key(cls, value: object) -> tuple[Self, bytes]:
        """Key and kid of the COSE_Key `{1: 2, 2: kid, -1: 1, -2: x, -3: y}`; raises Malformed.

        It may say that it is for ES256 (`3: -7`), and nothing else.
        """
        found = fields(value, required=(1, 2, -1, -2, -3), optional=(3,))
        if found.get(3, _ALGORITHM) != _ALGORITHM:
            raise Malformed("not a key for ES256")
        if (found[1], found[-1]) != (2, 1) or bool in {type(found[1]), type(found[-1])}:
            raise Malformed("not a key on P-256")
        kid = octets(found[2])
        if not 1 <= len(kid) <= MAX_KID:
            raise Malformed("a kid has 1 to 3 bytes")
        return cls.checked(octets(found[-2], length=32), octets(found[-3], length=32)), kid

    def to_cose_key(self, kid: bytes = b"") -> dict[int, Any]:
        """`{1: 2, 2: kid, -1: 1, -2: x, -3: y}`, without 2 when there is no kid."""
        named = {2: kid} if kid else {}
        return {1: 2, **named, -1: 1, -2: self.x, -3: self.y}


class Signer(Protocol):
    """Whoever can sign with a key: a file, or later an HSM."""

    @property
    def kid(self) -> bytes:
        """The key's name, at most 3 bytes; empty: the reader knows the key."""

    @property
    def public_key(self) -> PublicKey:
        """The public half."""

    def sign(self, message: bytes) -> bytes:
        """ES256 over `message`: 64 bytes r || s (RFC 9053 section 2.1)."""


@dataclass(frozen=True)
class PrivateKey:
    """A P-256 private key in memory: signs, and lends its scalar to EDHOC."""

    native: ec.EllipticCurvePrivateKey
    kid: bytes = b""

    @classmethod
    def generate(cls, kid: bytes = b"") -> Self:
        """A fresh random key named `kid`."""
        return cls(ec.generate_private_key(_CURVE), kid)

    @classmethod
    def from_pem(cls, pem: bytes, kid: bytes = b"") -> Self:
        """The key in an unencrypted PKCS #8 PEM; raises Malformed if there is none on P-256."""
        try:
            key = serialization.load_pem_private_key(pem, password=None)
        except (ValueError, TypeError) as error:
            raise Malformed("no private key in this PEM") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != _CURVE.name:
            raise Malformed("not a key on P-256")
        return cls(key, kid)

    @classmethod
    def from_scalar(cls, scalar: bytes, kid: bytes = b"") -> Self:
        """The key with this scalar, 32 bytes; raises ValueError if it is zero or too large."""
        return cls(ec.derive_private_key(int.from_bytes(scalar, "big"), _CURVE), kid)

    def to_pem(self) -> bytes:
        """Unencrypted PKCS #8 PEM."""
        return self.native.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    @cached_property
    def scalar(self) -> bytes:
        """The secret itself, 32 bytes big-endian."""
        return self.native.private_numbers().private_value.to_bytes(32, "big")

    @cached_property
    def public_key(self) -> PublicKey:
        """The public half."""
        numbers = self.native.public_key().public_numbers()
        return PublicKey(x=numbers.x.to_bytes(32, "big"), y=numbers.y.to_bytes(32, "big"))

    def sign(self, message: bytes) -> bytes:
        """ES256 over `message`: 64 bytes r || s."""
        # DER: 30 len 02 len r 02 len s. A half has 33 bytes when a zero keeps its first bit from
        # being a sign, and fewer than 32 when it begins with zeros. Cut by hand, since a large day
        # signs tens of thousands.
        der = self.native.sign(message, _ES256)
        middle = 4 + der[3]
        r, s = der[4:middle], der[middle + 2 :]
        if len(r) >= 32 and len(s) >= 32:
            return r[-32:] + s[-32:]
        return r[-32:].rjust(32, b"\0") + s[-32:].rjust(32, b"\0")


@lru_cache(maxsize=4096)
def native(key: PublicKey) -> ec.EllipticCurvePublicKey:
    """`key` as the cryptography library holds it; raises Malformed unless it is on the curve."""
    point = _UNCOMPRESSED + octets(key.x, length=32) + octets(key.y, length=32)
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError as error:
        raise Malformed("not a point on P-256") from error


def sign1(payload: bytes, signer: Signer) -> bytes:
    """The COSE_Sign1 over `payload`; its unprotected header names `signer.kid` if there is one."""
    body = byte_string(payload)
    signature = signer.sign(_TO_BE_SIGNED + body)
    return b"".join((_headers(signer.kid), body, _SIGNATURE, signature))


@lru_cache(maxsize=64)
def _headers(kid: bytes) -> bytes:
    return _SIGN1 + (_KID + byte_string(kid) if kid else b"\xa0")


class Sign1(NamedTuple):
    """A COSE_Sign1 taken apart. Nothing in it may be believed before it is `verified`."""

    kid: bytes
    payload: bytes
    signature: bytes

    @classmethod
    def parse(cls, token: bytes) -> Self:
        """The parts of `token`; raises Malformed for any other bytes than the shape above."""
        if token[: len(_SIGN1)] != _SIGN1:
            raise Malformed("not a COSE_Sign1 by ES256")
        kid, start = _split_kid(token, len(_SIGN1))
        payload = token[start:-66]
        if len(token) < start + 67:
            raise Malformed("cut short")
        if token[-66:-64] != _SIGNATURE:
            raise Malformed("no signature of 64 bytes at the end")
        for size in (1, 2, 3):  # the head of the payload's byte string
            if size <= len(payload) and payload[:size] == head(2, len(payload) - size):
                return cls(kid, payload[size:], token[-64:])
        raise Malformed("the payload is not one byte string")

    def verified(self, keys: Mapping[bytes, PublicKey]) -> bytes:
        """The payload if one of `keys` (by kid; b"": no kid) signed it; else raises NotSigned."""
        if self.kid not in keys:
            raise NotSigned("signed by a key we do not know")
        r = int.from_bytes(self.signature[:32], "big")
        s = int.from_bytes(self.signature[32:], "big")
        signed = _TO_BE_SIGNED + byte_string(self.payload)
        try:
            native(keys[self.kid]).verify(encode_dss_signature(r, s), signed, _ES256)
        except InvalidSignature as error:
            raise NotSigned("the signature does not hold") from error
        return self.payload


def twin(token: bytes) -> bytes:
    """`token`, which must be a COSE_Sign1, with the other signature that holds wherever its does.

    ECDSA is malleable: if (r, s) is a signature, so is (r, n - s). Whoever holds a token can write
    its twin, whose bytes and digest are others; which of the two was signed cannot be told.
    """
    s = int.from_bytes(token[-32:], "big")
    return token[:-32] + ((_ORDER - s) % _ORDER).to_bytes(32, "big")


def verify1(token: bytes, keys: Mapping[bytes, PublicKey]) -> bytes:
    """The payload of a COSE_Sign1 that one of `keys` (by kid; b"": no kid) signed.

    Raises NotSigned if the kid is unknown or the signature does not hold, Malformed if `token`
    is not exactly a COSE_Sign1 in the shape above.
    """
    return Sign1.parse(token).verified(keys)


def payload_of(token: bytes) -> bytes:
    """The payload of a COSE_Sign1, believed of nobody yet: it tells whose key to try.

    Raises Malformed if `token` is not exactly a COSE_Sign1 in the shape above.
    """
    return Sign1.parse(token).payload


def _split_kid(token: bytes, start: int) -> tuple[bytes, int]:
    """The kid in the unprotected header at `start` (b"": none), and where the header ends."""
    if token[start : start + 1] == b"\xa0":
        return b"", start + 1
    size = token[start + 2] - 0x40 if len(token) > start + 2 else 0
    if token[start : start + 2] != _KID or not 1 <= size <= MAX_KID:
        raise Malformed("the unprotected header is not just a kid")
    return token[start + 3 : start + 3 + size], start + 3 + size
