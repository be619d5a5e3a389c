"""A provider in memory: metadata, keys, and endpoints that refuse what they must.

It speaks HTTP as httpx does (`Provider.answer`). `authorize` stands for a person who has logged in
on its page.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from elaas.demo.login.clients import Clients, Refusal
from elaas.demo.login.dpop import Proofs
from elaas.demo.login.pushed import Pushed

CODE_SECONDS = 60


class Demand(Enum):
    """What a provider may ask of its clients beyond private_key_jwt and PKCE."""

    PAR = auto()
    DPOP = auto()


STRICT = frozenset(Demand)


class Provider:
    """One provider with one set of clients.

    `clients`: for each client id its public key and its only redirect address. `levels`: the acr
    values it knows.
    """

    def __init__(
        self,
        *,
        issuer: str,
        clients: Mapping[str, tuple[ECKey | RSAKey, str]],
        levels: frozenset[str],
        clock: Callable[[], datetime],
        demands: frozenset[Demand] = frozenset(),
    ) -> None:
        self.issuer, self._levels, self._clock, self._demands = issuer, levels, clock, demands
        self._clients = Clients(clients, issuer=issuer)
        self._pushed, self._proofs = Pushed(), Proofs()
        self._key = ECKey.generate_key("P-256")
        self._codes: dict[str, tuple[float, dict[str, str], dict[str, Any]]] = {}

    def authorize(self, address: str, *, person: dict[str, Any]) -> str:
        """Where the browser goes after `person` (their claims) logged in at `address`.

        Raises Refusal.
        """
        asked = dict(parse_qsl(urlsplit(address).query))
        if Demand.PAR in self._demands:
            if "request_uri" not in asked:
                raise Refusal("invalid_request")
            client = asked.get("client_id", "")
            asked = self._pushed.take(asked["request_uri"], client=client, at=self._at())
        else:
            self._check(asked)
        code = secrets.token_urlsafe(16)
        self._codes[code] = (self._at() + CODE_SECONDS, asked, person)
        answer = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One HTTP request."""
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self._metadata())
            case "/keys":
                return httpx.Response(200, json={"keys": [self._key.as_dict(private=False)]})
            case "/par" | "/token":
                return self._answer_client(request)
            case _:
                return httpx.Response(404)

    def _answer_client(self, request: httpx.Request) -> httpx.Response:
        form = dict(parse_qsl(request.content.decode()))
        try:
            client = self._clients.authenticated(form.get("client_assertion", ""), at=self._at())
            if request.url.path == "/par":
                return httpx.Response(201, json=self._par(form, client))
            if Demand.DPOP in self._demands:
                proof, address = request.headers.get("DPoP", ""), f"{self.issuer}/token"
                self._proofs.check(proof, method=request.method, address=address, at=self._at())
            return httpx.Response(200, json=self._token(form, client))
        except Refusal as refusal:
            nonce = str(refusal) == "use_dpop_nonce"
            headers = {"DPoP-Nonce": self._proofs.nonce(at=self._at())} if nonce else {}
            return httpx.Response(400, json={"error": str(refusal)}, headers=headers)

    def _metadata(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
            "authorization_response_iss_parameter_supported": True,
        }
        if Demand.PAR in self._demands:
            found["pushed_authorization_request_endpoint"] = f"{self.issuer}/par"
            found["require_pushed_authorization_requests"] = True
        if Demand.DPOP in self._demands:
            found["dpop_signing_alg_values_supported"] = ["ES256"]
        return found

    def _check(self, asked: dict[str, str]) -> None:
        """Refuse a request that is not this client's, or not what the standards ask."""
        back = self._clients.redirect_address(asked.get("client_id", ""))
        if asked.get("redirect_uri") != back:
            raise Refusal("invalid_request")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise Refusal("invalid_request")
        if not asked.get("state") or not asked.get("nonce"):
            raise Refusal("invalid_request")
        if asked.get("acr_values", "") not in self._levels | {""}:
            raise Refusal("unmet_authentication_requirements")

    def _par(self, asked: dict[str, str], client: str) -> dict[str, str | int]:
        if asked.get("client_id") != client or "request_uri" in asked:
            raise Refusal("invalid_request")
        self._check(asked)
        return self._pushed.push(asked, at=self._at())

    def _token(self, form: dict[str, str], client: str) -> dict[str, str]:
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
        kind = "DPoP" if Demand.DPOP in self._demands else "Bearer"
        return {"access_token": secrets.token_urlsafe(), "token_type": kind} | {
            "id_token": self._id_token(asked, person)
        }

    def _id_token(self, asked: dict[str, str], person: dict[str, Any]) -> str:
        at = int(self._at())
        claims = {"iss": self.issuer, "aud": asked["client_id"], "sub": "somebody", "iat": at}
        claims |= {"exp": at + CODE_SECONDS, "nonce": asked["nonce"]}
        claims |= {"acr": asked.get("acr_values", "")} | person
        header = {"alg": "ES256", "kid": self._key.thumbprint()}
        return jwt.encode(header, claims, self._key)

    def _at(self) -> float:
        return self._clock().timestamp()
