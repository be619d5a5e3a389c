"""Maskinporten: tokens for public services, by a signed grant (RFC 7523).

https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant: RS256 and no other claims
than theirs; the audience is Maskinporten's own name, not its token endpoint; at most 120 seconds.
"""

import secrets
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import httpx
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANT_SECONDS = 100
SPARE = timedelta(seconds=30)  # a token is not used until its very end
SECONDS = 10
READABLE_BY_ALL = 0o007


class NoToken(Exception):
    """Maskinporten gave none; the message says why, without personal data or secrets."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    until: datetime


_tokens: dict[str, _Token] = {}  # by scope, and only in memory


def token(scope: str, *, now: datetime) -> str:
    """An access token for this scope, kept for as long as it lasts. Raises NoToken."""
    held = _tokens.get(scope)
    if held is None or now >= held.until:
        held = _tokens[scope] = _fetch(scope, now)
    return held.text


def forget() -> None:
    """Fetch new ones next time: somebody did not take what is held."""
    _tokens.clear()


def _fetch(scope: str, now: datetime) -> _Token:
    issuer = settings.MASKINPORTEN_ISSUER
    begun = int(now.timestamp())
    claims = {
        "aud": issuer,
        "iss": settings.MASKINPORTEN_CLIENT_ID,
        "scope": scope,
        "iat": begun,
        "exp": begun + GRANT_SECONDS,
        "jti": secrets.token_urlsafe(16),
    }
    header = {"alg": "RS256", "kid": settings.MASKINPORTEN_KEY_ID}
    form = {"grant_type": GRANT, "assertion": jwt.encode(header, claims, _key())}
    try:
        answer = httpx.post(f"{issuer}token", data=form, timeout=SECONDS)
        told = answer.json()
    except (httpx.HTTPError, ValueError) as problem:
        message = "Maskinporten does not answer"
        raise NoToken(message) from problem
    if answer.is_error or not isinstance(told, dict) or "access_token" not in told:
        error = told.get("error") if isinstance(told, dict) else None
        raise NoToken(f"Maskinporten gives no token: {error or answer.status_code}")
    lasts = timedelta(seconds=int(told.get("expires_in", 0)))
    return _Token(str(told["access_token"]), now + lasts - SPARE)


def _key() -> RSAKey:
    return _read(settings.MASKINPORTEN_KEY_FILE)


@cache
def _read(name: str) -> RSAKey:
    """The private RSA key in a PEM file that not everybody may read."""
    file = Path(name)
    try:
        is_open = stat.S_IMODE(file.stat().st_mode) & READABLE_BY_ALL
        key = RSAKey.import_key(file.read_bytes())
    except (OSError, ValueError, JoseError):
        is_open, key = 0, None
    if is_open:
        message = "ELAAS_MASKINPORTEN_KEY_FILE is open to everybody on the machine"
        raise NoToken(message)
    if key is None or not key.is_private:
        message = "ELAAS_MASKINPORTEN_KEY_FILE names no private RSA key in PEM"
        raise NoToken(message)
    return key
