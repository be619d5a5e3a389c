"""The relying party: OpenID Connect Core 1.0, authorization code with PKCE S256 (RFC 7636).

Where the municipality and its provider agree on it, the request is pushed (PAR, RFC 9126) and the
token request proves possession of a key (DPoP, RFC 9449), as HelseID demands.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from joserfc.jwk import ECKey

from elaas.gateways.login.authlib_client import OAuth2Client
from elaas.gateways.login.client_key import ClientKey
from elaas.gateways.login.discovery import Connect, Discovery
from elaas.gateways.login.id_token import check, number, signed_claims
from elaas.gateways.login.proofs import ByKey
from elaas.people.login import Begun, Identified, LoginFailed


@dataclass(frozen=True, slots=True)
class Client:
    """What the provider and eLås have agreed on.

    `audience`: what the provider calls itself in what eLås signs for it. `acr`: the level that is
    asked for. `level`: what `level_claim` must then say; empty demands nothing. `levels`, where
    several will do: it must say one of these.
    """

    issuer: str
    client_id: str
    key: ClientKey
    audience: str
    scope: str
    acr: str
    level_claim: str
    level: str
    number_claim: str
    hpr_claim: str
    par: bool = False
    dpop: bool = False
    national_id_claim: str = ""
    levels: frozenset[str] = frozenset()


class RelyingParty:
    """Logs people in at one provider."""

    def __init__(
        self, client: Client, *, provider: Discovery, connect: Connect, timeout: float
    ) -> None:
        """`timeout`: seconds for each answer of the provider."""
        self._client, self._provider = client, provider
        self._connect, self._timeout = connect, timeout

    def begin(self, *, back: str, now: datetime, language: str = "") -> Begun:
        """See LoginProvider."""
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        asked = {"state": state, "nonce": nonce, "code_verifier": verifier}
        if self._client.acr:
            asked["acr_values"] = self._client.acr
        if language:
            asked["ui_locales"] = language
        there = self._provider.metadata(now=now)["authorization_endpoint"]
        with self._session(back) as session:
            address, _ = session.create_authorization_url(there, **asked)
            if self._client.par:
                address = self._pushed(address, session=session, now=now)
        return Begun(address, state, nonce, verifier)

    def finish(
        self, *, begun: Begun, code: str, issuer: str, back: str, now: datetime
    ) -> Identified:
        """See LoginProvider."""
        client = self._client
        self._check_whose(issuer, now=now)
        answer = self._exchange(code, back=back, verifier=begun.verifier, now=now)
        id_token = str(answer.get("id_token", ""))
        claims = signed_claims(id_token, provider=self._provider, now=now)
        demanded = {"iss": client.issuer, "aud": client.client_id, "nonce": begun.nonce}
        if client.level:
            demanded[client.level_claim] = client.level
        access_token = str(answer.get("access_token", ""))
        check(claims, demanded=demanded, access_token=access_token, now=now)
        if client.levels and str(claims.get(client.level_claim)) not in client.levels:
            message = f"the ID token does not hold: {client.level_claim}"
            raise LoginFailed(message)
        return Identified(
            employee_number=number(claims.get(client.number_claim)),
            hpr_number=number(claims.get(client.hpr_claim)),
            id_token=id_token,
            national_id=number(claims.get(client.national_id_claim)),
        )

    def logout(self, *, id_token: str, back: str, now: datetime) -> str:
        """See LoginProvider; OpenID Connect RP-Initiated Logout 1.0."""
        address = self._provider.metadata(now=now).get("end_session_endpoint")
        if not address:
            return back
        hint = {"id_token_hint": id_token, "post_logout_redirect_uri": back}
        return f"{address}?{urlencode(hint)}"

    def _pushed(self, address: str, *, session: OAuth2Client, now: datetime) -> str:
        """The address that names what `address` asks, once the provider keeps it (RFC 9126)."""
        metadata, client_id = self._provider.metadata(now=now), self._client.client_id
        there = metadata.get("pushed_authorization_request_endpoint")
        if not there:
            message = "the provider takes no pushed requests"
            raise LoginFailed(message)
        asked = dict(parse_qsl(urlsplit(address).query))
        try:
            answer = session.post(there, data=asked, auth=self._by_key(now)).json()
            error = answer.get("error", "no request_uri")
        except (httpx.HTTPError, ValueError, AttributeError) as problem:
            message = "the provider did not answer what was pushed"
            raise LoginFailed(message) from problem
        if "request_uri" not in answer:
            message = f"the provider refused what was pushed: {error}"
            raise LoginFailed(message)
        named = {"client_id": client_id, "request_uri": str(answer["request_uri"])}
        return str(add_params_to_uri(metadata["authorization_endpoint"], list(named.items())))

    def _check_whose(self, issuer: str, *, now: datetime) -> None:
        """Refuse another provider's answer (RFC 9207): its code must not reach our token endpoint.

        A provider that says it names itself in every answer must have done so in this.
        """
        metadata = self._provider.metadata(now=now)
        named = bool(issuer) or metadata.get("authorization_response_iss_parameter_supported")
        if named and issuer != self._client.issuer:
            message = "the answer is another provider's"
            raise LoginFailed(message)

    def _exchange(self, code: str, *, back: str, verifier: str, now: datetime) -> dict[str, Any]:
        """What the token endpoint gives for the code.

        eLås never uses the access token: a DPoP key is made for this one request and forgotten, so
        none has to wait in the browser's cookie. What ties the code to this login is PKCE.
        """
        there = self._provider.metadata(now=now)["token_endpoint"]
        key = ECKey.generate_key("P-256") if self._client.dpop else None
        try:
            with self._session(back) as session:
                answer: dict[str, Any] = session.fetch_token(
                    there,
                    grant_type="authorization_code",
                    client_id=self._client.client_id,
                    code=code,
                    code_verifier=verifier,
                    auth=self._by_key(now, dpop=key),
                )
        except (AuthlibBaseError, httpx.HTTPError, ValueError) as problem:
            message = f"the token endpoint refused: {getattr(problem, 'error', 'no answer')}"
            raise LoginFailed(message) from problem
        if key and str(answer.get("token_type")).lower() != "dpop":
            message = "the token endpoint did not ask for the proof"
            raise LoginFailed(message)
        return answer

    def _by_key(self, now: datetime, *, dpop: ECKey | None = None) -> ByKey:
        client = self._client
        return ByKey(
            client.key, client_id=client.client_id, audience=client.audience, now=now, dpop=dpop
        )

    def _session(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._client.client_id,
            scope=self._client.scope,
            redirect_uri=back,
            code_challenge_method="S256",
            transport=self._connect(),
            timeout=self._timeout,
        )
