"""A provider in memory: metadata, keys, and a token endpoint that refuses what it must.

It speaks HTTP as httpx does (`Provider.answer`). `authorize` stands for a person who has logged in
on its page.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

LONGEST_ASSERTION = 60
CODE_SECONDS = 60
SKEW = 5


class Refusal(Exception):
    """An OAuth error (RFC 6749 sections 4.1.2.1 and 5.2) as the message."""


class Provider:
    """One provider with one set of clients.

    `clients`: for each client id its public key and its only redirect address. `levels`: the acr
    values it knows.
    """

    def __init__(
        self,
        *,
        issuer: str,
        clients: dict[str, tuple[ECKey, str]],
        levels: frozenset[str],
        clock: Callable[[], datetime],
    ) -> None:
        self.issuer, self._clients, self._levels, self._clock = issuer, clients, levels, clock
        self._key = ECKey.generate_key("P-256")
        self._codes: dict[str, tuple[float, dict[str, str], dict[str, Any]]] = {}
        self._seen: set[str] = set()

    def authorize(self, address: str, *, person: dict[str, Any]) -> str:
        """Where the browser goes after `person` (their claims) logged in at `address`.

        Raises Refusal.
        """
        asked = dict(parse_qsl(urlsplit(address).query))
        _, back = self._clients.get(asked.get("client_id", ""), (None, ""))
        if not back or asked.get("redirect_uri") != back:
            raise Refusal("invalid_request")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise Refusal("invalid_request")
        if not asked.get("state") or not asked.get("nonce"):
            raise Refusal("invalid_request")
        if asked.get("acr_values", "") not in self._levels | {""}:
            raise Refusal("unmet_authentication_requirements")
        code = secrets.token_urlsafe(16)
        self._codes[code] = (self._at() + CODE_SECONDS, asked, person)
        return f"{back}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One HTTP request."""
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self._metadata())
            case "/keys":
                return httpx.Response(200, json={"keys": [self._key.as_dict(private=False)]})
            case "/token":
                try:
                    form = dict(parse_qsl(request.content.decode()))
                    return httpx.Response(200, json=self._token(form))
                except Refusal as refusal:
                    return httpx.Response(400, json={"error": str(refusal)})
            case _:
                return httpx.Response(404)

    def _metadata(self) -> dict[str, str]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
        }

    def _token(self, form: dict[str, str]) -> dict[str, str]:
        client = self._authenticated(form.get("client_assertion", ""))
        if form.get("grant_type") != "authorization_code":
            raise Refusal("unsupported_grant_type")
        # Popped whatever comes of it: a code is tried once.
        until, asked, person = self._codes.pop(form.get("code", ""), (0.0, {}, {}))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        held = (
            self._at() < until
            and asked["client_id"] == client
            and asked["redirect_uri"] == form.get("redirect_uri")
            and hmac.compare_digest(asked["code_challenge"], challenge)
        )
        if not held:
            raise Refusal("invalid_grant")
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer"} | {
            "id_token": self._id_token(asked, person)
        }

    def _authenticated(self, assertion: str) -> str:
        """The client that a private_key_jwt proves (RFC 7523 section 3), each used once."""
        for client, (key, _) in self._clients.items():
            try:
                claims = jwt.decode(assertion, key, algorithms=["ES256"]).claims
            except (JoseError, ValueError):
                continue  # another client's key, or nobody's
            at, jti = self._at(), str(claims.get("jti", ""))
            ends = claims.get("exp", 0)
            held = (
                claims.get("iss") == claims.get("sub") == client
                and claims.get("aud") == self.issuer
                and at - SKEW < ends <= at + LONGEST_ASSERTION + SKEW
                and ends - claims.get("iat", 0) <= LONGEST_ASSERTION
                and jti
                and jti not in self._seen
            )
            if held:
                self._seen.add(jti)
                return client
        raise Refusal("invalid_client")

    def _id_token(self, asked: dict[str, str], person: dict[str, Any]) -> str:
        at = int(self._at())
        claims = {"iss": self.issuer, "aud": asked["client_id"], "sub": "somebody", "iat": at}
        claims |= {"exp": at + CODE_SECONDS, "nonce": asked["nonce"]}
        claims |= {"acr": asked.get("acr_values", "")} | person
        header = {"alg": "ES256", "kid": self._key.thumbprint()}
        return jwt.encode(header, claims, self._key)

    def _at(self) -> float:
        return self._clock().timestamp()
