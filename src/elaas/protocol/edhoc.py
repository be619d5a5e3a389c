"""EDHOC (RFC 9528), method 3, suite 2, no external authorization data: constants and checks.

The handshake itself is lakers'. It panics on input that it should refuse, so both ends check
before they call it, and contain what is left.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

import lakers
from cryptography.hazmat.primitives.asymmetric import ec

from elaas.protocol import cbor
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PublicKey

LOCK_KID = b"\x0a"
PHONE_KID = b"\x2b"
PHONE_SUBJECT = "phone"
MESSAGE_1_SIZE = 37  # method, suite, G_X, C_I of one byte
MESSAGE_2_SIZE = 45  # G_Y, and C_R, ID_CRED_R as a kid and MAC_2, encrypted
ID_CRED_HEAD = b"\xa1\x0e"  # {14: CCS}: credential by value, `kccs`


class HandshakeFailed(Exception):
    """The peer's EDHOC message does not verify; the session is over."""


@lru_cache(maxsize=64)
def lock_ccs(lock_id: str, key: PublicKey) -> bytes:
    """CRED_R, the lock's credential in EDHOC."""
    return _ccs(lock_id, key, LOCK_KID)


@lru_cache(maxsize=64)
def phone_ccs(key: PublicKey) -> bytes:
    """CRED_I, the phone's credential in EDHOC: a key and nothing about its owner."""
    return _ccs(PHONE_SUBJECT, key, PHONE_KID)


def _ccs(subject: str, key: PublicKey, kid: bytes) -> bytes:
    return cbor.encode({2: subject, 8: {1: key.to_cose_key(kid)}})


# ID_CRED_I, MAC_3 as a byte string and the tag, in one byte string: the one length there is.
_ID_CRED_I_SIZE: Final = len(ID_CRED_HEAD + phone_ccs(PublicKey(x=bytes(32), y=bytes(32))))
MESSAGE_3_SIZE: Final = len(cbor.byte_string(bytes(_ID_CRED_I_SIZE + 9 + 8)))


def check_message_1(message: bytes) -> None:
    """Raise Malformed unless `message` is method 3, suite 2, a G_X on the curve, one-byte C_I."""
    if len(message) != MESSAGE_1_SIZE or message[:4] != b"\x03\x02\x58\x20":
        raise Malformed("not message_1 of method 3 and suite 2 without more")
    # RFC 9528 section 3.3.2: a one-byte identifier that is a CBOR integer stands for itself.
    if not (message[36] <= 0x17 or 0x20 <= message[36] <= 0x37):
        raise Malformed("C_I is not one byte")
    if not is_on_curve(message[4:36]):
        raise Malformed("G_X is not on the curve")


def check_message_3(message: bytes) -> None:
    """Raise Malformed unless `message` is one deterministic byte string of the right length."""
    if len(message) != MESSAGE_3_SIZE or len(cbor.octets(cbor.decode(message))) < _ID_CRED_I_SIZE:
        raise Malformed("not message_3 with a phone's credential by value")


def phone_key(id_cred_i: bytes) -> PublicKey:
    """The phone's key in ID_CRED_I; raises Malformed unless it is exactly `{14: CRED_I}`."""
    key = PublicKey.checked(id_cred_i[-67:-35], id_cred_i[-32:])
    if id_cred_i != ID_CRED_HEAD + phone_ccs(key):
        raise Malformed("not ID_CRED_I of a phone")
    return key


def is_on_curve(x: bytes) -> bool:
    """Whether P-256 has a point with this x coordinate (32 bytes)."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x02" + x)
    except ValueError:
        return False
    return True


@contextmanager
def contained() -> Iterator[None]:
    """Turn whatever lakers says of a bad message into HandshakeFailed, its panics included.

    A panic is a `pyo3_runtime.PanicException`, a BaseException whose class cannot be imported;
    every other BaseException (Ctrl-C, for one) passes through.
    """
    try:
        yield
    except (ValueError, RuntimeError) as error:
        raise HandshakeFailed(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise HandshakeFailed("a panic in lakers") from error


def credential(ccs: bytes) -> lakers.Credential:
    """`ccs` as lakers holds it."""
    return lakers.Credential(ccs)
