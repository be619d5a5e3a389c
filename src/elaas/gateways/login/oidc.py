"""The relying party: OpenID Connect Core 1.0, authorization code with PKCE S256 (RFC 7636)."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.common.errors import AuthlibBaseError
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from elaas.gateways.login.authlib_client import OAuth2Client
from elaas.gateways.login.discovery import Connect, Discovery
from elaas.people.login import Begun, Identified, LoginFailed

# HelseID refuses an assertion that lives longer.
ASSERTION_SECONDS = 60
CLOCK_SKEW = 30
SIGNATURES = ["ES256", "RS256", "PS256"]
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider and eLås have agreed on. An empty `acr` demands no level."""

    issuer: str
    client_id: str
    key: ECKey
    acr: str
    number_claim: str
    hpr_claim: str


class RelyingParty:
    """Logs employees in at one provider."""

    def __init__(
        self, client: Client, *, provider: Discovery, connect: Connect, timeout: float
    ) -> None:
        """`timeout`: seconds for each answer of the provider."""
        self._client, self._provider = client, provider
        self._connect, self._timeout = connect, timeout

    def begin(self, *, back: str, now: datetime) -> Begun:
        """See LoginProvider."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        extra = {"acr_values": self._client.acr} if self._client.acr else {}
        with self._session(back) as session:
            address, _ = session.create_authorization_url(
                self._provider.metadata(now=now)["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=verifier,
                **extra,
            )
        return Begun(address, state, nonce, verifier)

    def finish(self, *, begun: Begun, code: str, back: str, now: datetime) -> Identified:
        """See LoginProvider."""
        metadata = self._provider.metadata(now=now)
        try:
            with self._session(back) as session:
                answer = session.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=begun.verifier,
                    client_assertion_type=ASSERTION_TYPE,
                    client_assertion=self._assertion(now),
                )
        except (AuthlibBaseError, httpx.HTTPError, ValueError) as problem:
            message = f"the token endpoint refused: {getattr(problem, 'error', 'no answer')}"
            raise LoginFailed(message) from problem
        id_token = str(answer.get("id_token", ""))
        claims = self._checked(id_token, nonce=begun.nonce, now=now)
        if "at_hash" in claims and claims["at_hash"] != _at_hash(str(answer["access_token"])):
            message = "the ID token does not hold: at_hash"
            raise LoginFailed(message)
        return Identified(
            employee_number=str(claims.get(self._client.number_claim) or ""),
            hpr_number=str(claims.get(self._client.hpr_claim) or ""),
            id_token=id_token,
        )

    def logout(self, *, id_token: str, back: str, now: datetime) -> str:
        """See LoginProvider; OpenID Connect RP-Initiated Logout 1.0."""
        address = self._provider.metadata(now=now).get("end_session_endpoint")
        if not address:
            return back
        hint = {"id_token_hint": id_token, "post_logout_redirect_uri": back}
        return f"{address}?{urlencode(hint)}"

    def _assertion(self, now: datetime) -> str:
        """A fresh private_key_jwt (RFC 7523): Authlib's own lives an hour."""
        at, who = int(now.timestamp()), self._client.client_id
        claims = {"iss": who, "sub": who, "aud": self._client.issuer, "iat": at}
        claims |= {"exp": at + ASSERTION_SECONDS, "jti": secrets.token_urlsafe(24)}
        header = {"alg": "ES256", "kid": self._client.key.thumbprint()}
        return jwt.encode(header, claims, self._client.key)

    def _checked(self, id_token: str, *, nonce: str, now: datetime) -> dict[str, Any]:
        """The claims of an ID token that holds (OpenID Connect Core 3.1.3.7), acr included."""
        try:
            signed_by = jws.extract_compact(id_token.encode()).headers().get("kid")
            keys = self._provider.keys(signed_by=signed_by, now=now)
            claims = jwt.decode(id_token, keys, algorithms=SIGNATURES).claims
        except (JoseError, ValueError) as problem:
            message = "the ID token is not signed by the provider"
            raise LoginFailed(message) from problem
        at = now.timestamp()
        audience = claims.get("aud")
        mine = audience in (self._client.client_id, [self._client.client_id])
        holds = {
            "iss": claims.get("iss") == self._client.issuer,
            "aud": mine,
            "exp": _number(claims.get("exp")) > at - CLOCK_SKEW,
            "iat": 0 < _number(claims.get("iat")) <= at + CLOCK_SKEW,
            "nonce": hmac.compare_digest(str(claims.get("nonce")), nonce),
            "acr": not self._client.acr or claims.get("acr") == self._client.acr,
        }
        wrong = [name for name, held in holds.items() if not held]
        if wrong:
            message = f"the ID token does not hold: {', '.join(wrong)}"
            raise LoginFailed(message)
        return dict(claims)

    def _session(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._client.client_id,
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
            transport=self._connect(),
            timeout=self._timeout,
        )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _at_hash(access_token: str) -> str:
    """OpenID Connect Core 3.1.3.6; each of SIGNATURES hashes with SHA-256."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
