"""What eLås signs to show the provider that it is eLås who asks, anew for each request."""

import secrets
from collections.abc import Generator
from datetime import datetime
from typing import Any, cast
from urllib.parse import parse_qsl

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from elaas.gateways.login.client_key import ClientKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# HelseID refuses an assertion that lives longer.
ASSERTION_SECONDS = 60


class ByKey(httpx.Auth):
    """Signs form posts with the client's key: private_key_jwt (RFC 7523; Authlib's lives an hour).

    With `dpop`, the post also proves possession of that key (RFC 9449), and is sent once more if
    the provider wants its nonce in the proof.
    """

    requires_request_body = True
    requires_response_body = True

    def __init__(
        self,
        key: ClientKey,
        *,
        client_id: str,
        audience: str,
        now: datetime,
        dpop: ECKey | None = None,
    ) -> None:
        self._key, self._client_id, self._audience = key, client_id, audience
        self._now, self._dpop = int(now.timestamp()), dpop

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """See httpx.Auth."""
        response = yield self._signed(request, nonce="")
        nonce = response.headers.get("DPoP-Nonce", "")
        if self._dpop and nonce and _error(response) == "use_dpop_nonce":
            yield self._signed(request, nonce=nonce)

    def _signed(self, request: httpx.Request, *, nonce: str) -> httpx.Request:
        form = dict(parse_qsl(request.content.decode())) | self._assertion()
        headers = {"Accept": "application/json"}
        if self._dpop:
            headers["DPoP"] = self._proof(self._dpop, request, nonce)
        return httpx.Request(
            request.method, request.url, headers=headers, data=form, extensions=request.extensions
        )

    def _assertion(self) -> dict[str, str]:
        at, who = self._now, self._client_id
        claims = {"iss": who, "sub": who, "aud": self._audience, "jti": secrets.token_urlsafe(24)}
        times = {"iat": at, "nbf": at, "exp": at + ASSERTION_SECONDS}
        signed = self._key.sign(claims | times)
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}

    def _proof(self, key: ECKey, request: httpx.Request, nonce: str) -> str:
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
        address = str(request.url.copy_with(query=None, fragment=None))
        claims = {"htm": request.method, "htu": address, "iat": self._now}
        claims |= {"jti": secrets.token_urlsafe(24)} | ({"nonce": nonce} if nonce else {})
        return jwt.encode(header, claims, key)


def _error(response: httpx.Response) -> str:
    try:
        return str(cast("dict[str, Any]", response.json())["error"])
    except (ValueError, KeyError, TypeError):
        return ""
