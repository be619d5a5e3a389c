"""Enrolment: a phone proves that it holds a key which agrees but never signs (WebCrypto ECDH).

The phone's key and the server's enrolment key agree on a secret (ECDH on P-256); whoever can
compute the proof below holds one of the two private keys, and the server did not write it.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from elaas.protocol.cose import PrivateKey, PublicKey, native

INFO = b"elaas enrolment v1"
KEY_SIZE = 32  # bytes


def proof(key: PrivateKey, peer: PublicKey, code: str) -> bytes:
    """What the phone sends with its one-time code: 32 bytes, bound to the code and to its key.

    HMAC-SHA256 over code (UTF-8) || x || y of the phone's key, under HKDF-SHA256 (RFC 5869, no
    salt, info `INFO`) of the shared secret. Raises Malformed if `peer` is not on the curve.
    """
    return _tag(key, peer, phone=key.public_key, code=code)


def verify(key: PrivateKey, phone: PublicKey, code: str, given: bytes) -> bool:
    """Whether `given` proves possession of `phone`, by the server's enrolment key `key`.

    Raises Malformed if `phone` is not on the curve.
    """
    return hmac.compare_digest(_tag(key, phone, phone=phone, code=code), given)


def _tag(own: PrivateKey, peer: PublicKey, *, phone: PublicKey, code: str) -> bytes:
    secret = own.native.exchange(ec.ECDH(), native(peer))
    derived = HKDF(hashes.SHA256(), KEY_SIZE, salt=None, info=INFO).derive(secret)
    return hmac.digest(derived, code.encode() + phone.x + phone.y, hashlib.sha256)
