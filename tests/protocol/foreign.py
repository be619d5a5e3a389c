"""The `cwt` package, an implementation that is not ours. Import it from here only.

cwt 1.4.2 expects lists and dicts where cbor2 6 gives tuples and frozendicts; `foreign_read` hands
it the token's four parts as it likes them.

It loads `certvalidator` for certificate chains, which nobody here has; that one loads oscrypto
1.3.0, which stops at OpenSSL versions with two digits at the end (3.0.19). An empty stand-in
takes its place, and cwt's own code stays as it is.
"""

import sys
from types import ModuleType
from typing import Any

import cbor2

from elaas.protocol.cose import PrivateKey, PublicKey

_absent: Any = ModuleType("certvalidator")
_absent.CertificateValidator = _absent.ValidationContext = None
sys.modules.setdefault("certvalidator", _absent)

from cwt import COSE, CWT, Claims, COSEKey  # noqa: E402  (after the stand-in)
from cwt.cose_key_interface import COSEKeyInterface  # noqa: E402  (as above)

__all__ = [
    "COSE",
    "CWT",
    "COSEKey",
    "COSEKeyInterface",
    "Claims",
    "foreign_private_key",
    "foreign_public_key",
    "foreign_read",
]


def foreign_public_key(key: PublicKey, kid: bytes = b"") -> COSEKeyInterface:
    """A public key as the `cwt` package holds it."""
    return COSEKey.new({3: -7, **key.to_cose_key(kid)})


def foreign_private_key(key: PrivateKey) -> COSEKeyInterface:
    """A private key as the `cwt` package holds it."""
    return COSEKey.new({3: -7, **key.public_key.to_cose_key(key.kid), -4: key.scalar})


def foreign_read(token: bytes, key: COSEKeyInterface) -> bytes:
    """The payload of a COSE_Sign1 that `key` signed; raises cwt's own errors."""
    tag = cbor2.loads(token)
    protected, unprotected, payload, signature = tag.value
    parts = [protected, dict(unprotected), payload, signature]
    verifier = COSE.new(verify_kid=key.kid is not None)
    return bytes(verifier.decode(cbor2.CBORTag(tag.tag, parts), [key]))
