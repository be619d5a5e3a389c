"""The clients a provider knows, and how each proves who it is."""

from collections.abc import Mapping

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

LONGEST_ASSERTION = 60
SKEW = 5


class Refusal(Exception):
    """An OAuth error (RFC 6749 sections 4.1.2.1 and 5.2, and its extensions) as the message."""


class Clients:
    """For each client id its public key and its only redirect address."""

    def __init__(self, known: Mapping[str, tuple[ECKey | RSAKey, str]], *, issuer: str) -> None:
        self._known, self._issuer = known, issuer
        self._seen: set[str] = set()

    def redirect_address(self, client: str) -> str:
        """Where that client's people go back to; raises Refusal for an unknown client."""
        if client not in self._known:
            raise Refusal("invalid_request")
        return self._known[client][1]

    def authenticated(self, assertion: str, *, at: float) -> str:
        """The client that a private_key_jwt proves (RFC 7523 section 3), each used once."""
        for client, (key, _) in self._known.items():
            try:
                claims = jwt.decode(assertion, key, algorithms=["ES256", "PS256"]).claims
            except (JoseError, ValueError):
                continue  # another client's key, or nobody's
            jti, ends = str(claims.get("jti", "")), claims.get("exp", 0)
            held = (
                claims.get("iss") == claims.get("sub") == client
                and claims.get("aud") == self._issuer
                and at - SKEW < ends <= at + LONGEST_ASSERTION + SKEW
                and ends - claims.get("iat", 0) <= LONGEST_ASSERTION
                and jti
                and jti not in self._seen
            )
            if held:
                self._seen.add(jti)
                return client
        raise Refusal("invalid_client")
