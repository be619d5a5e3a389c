"""Proofs of possession at the token endpoint, as a provider checks them (RFC 9449 section 4.3)."""

import secrets
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from elaas.demo.login.clients import SKEW, Refusal

PROOF_SECONDS = 60
NONCE_SECONDS = 60


class Proofs:
    """The proofs that have been used, and the nonces that have been given out."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._nonces: dict[str, float] = {}

    def nonce(self, *, at: float) -> str:
        """A fresh nonce for the next proof."""
        nonce = secrets.token_urlsafe(16)
        self._nonces[nonce] = at + NONCE_SECONDS
        return nonce

    def check(self, proof: str, *, method: str, address: str, at: float) -> None:
        """Raise Refusal unless this proof, used once, is for this request and moment.

        `use_dpop_nonce`: everything but the nonce holds.
        """
        claims = _signed(proof)
        jti, made = claims.get("jti"), claims.get("iat")
        held = (
            claims.get("htm") == method
            and claims.get("htu") == address
            and isinstance(made, int)
            and at - PROOF_SECONDS <= made <= at + SKEW
            and isinstance(jti, str)
            and jti
            and jti not in self._seen
        )
        if not held:
            raise Refusal("invalid_dpop_proof")
        self._seen.add(str(jti))
        if at >= self._nonces.get(str(claims.get("nonce")), 0.0):
            raise Refusal("use_dpop_nonce")


def _signed(proof: str) -> dict[str, Any]:
    """The claims, signed by the public key that the proof itself names."""
    try:
        header = jws.extract_compact(proof.encode()).headers()
        key = ECKey.import_key(header["jwk"])
        if header.get("typ") != "dpop+jwt" or key.is_private:
            raise Refusal("invalid_dpop_proof")
        return dict(jwt.decode(proof, key, algorithms=["ES256"]).claims)
    except (JoseError, ValueError, KeyError, TypeError) as problem:
        raise Refusal("invalid_dpop_proof") from problem
