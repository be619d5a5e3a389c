"""Whether an assertion proves that a client asks (RFC 7523; SMART Backend Services)."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from elaas.clients.rules import LONGEST_ASSERTION

# SMART names ES384 and RS384; the others are what keys that are already there often sign.
ALGORITHMS = ("ES384", "RS384", "ES256", "PS256", "PS384")
LONGEST_ID = 255
LEAST_RSA_BITS = 2048  # NIST SP 800-131A
_CURVES = {"P-256", "P-384"}


class NotProven(Exception):
    """The assertion does not prove who asks; the message says why."""


class NoKeys(Exception):
    """It is no set of public keys that a client could prove itself with; the message says why."""


class Proven(NamedTuple):
    """An assertion that holds, and serves once."""

    jti: str
    expires_at: datetime


def claimed_client(assertion: str) -> UUID | None:
    """Who says to have signed it; whether that is so is not looked at."""
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload)
        return UUID(claims["iss"])
    except (JoseError, ValueError, AttributeError, TypeError, KeyError, RecursionError):
        return None


def prove(
    assertion: str, *, client: UUID, jwks: Mapping[str, Any], audience: str, now: datetime
) -> Proven:
    """What the assertion of `client` says, if one of its keys signed it. Raises NotProven."""
    try:
        keys = KeySet.import_key_set({"keys": list(jwks["keys"])})
        token = jwt.decode(assertion, keys, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise NotProven("It is signed by no key that is registered for this client.") from None
    if not token.header.get("kid"):
        raise NotProven("Its header names no key (kid).")
    return _checked(token.claims, client=client, audience=audience, now=now)


def _checked(claims: Mapping[str, Any], *, client: UUID, audience: str, now: datetime) -> Proven:
    if claims.get("iss") != str(client) or claims.get("sub") != str(client):
        raise NotProven("iss and sub must both be the client's id.")
    named = claims.get("aud")
    if audience not in (named if isinstance(named, list) else [named]):
        message = f"aud must be {audience}."
        raise NotProven(message)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_ID or "\0" in jti:
        raise NotProven("jti must be a text, and another one each time.")
    begins = _seconds(claims, "nbf", default=0)
    if begins > (now + LONGEST_ASSERTION).timestamp():
        raise NotProven("nbf is not yet.")
    expires = _seconds(claims, "exp", default=None)
    if not now.timestamp() < expires <= (now + LONGEST_ASSERTION).timestamp():
        raise NotProven("exp must be ahead, by five minutes at most.")
    return Proven(jti, datetime.fromtimestamp(expires, tz=UTC))


def _seconds(claims: Mapping[str, Any], name: str, *, default: int | None) -> float:
    value = claims.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"{name} must be a number of seconds."
        raise NotProven(message)
    return value


def public_keys(jwks: object) -> dict[str, Any]:
    """The JWK Set, if it holds public keys alone, each with a name (kid). Raises NoKeys."""
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list) or not keys:
        raise NoKeys("It is no JWK Set: it must be an object with a list «keys».")
    for key in keys:
        _check(key)
    if len({key["kid"] for key in keys}) < len(keys):
        raise NoKeys("Two of its keys have one kid.")
    return {"keys": keys}


def thumbprints(jwks: Mapping[str, Any]) -> list[str]:
    """What the keys are known by in the ledger (RFC 7638)."""
    return [key.thumbprint() for key in KeySet.import_key_set({"keys": list(jwks["keys"])}).keys]


def _check(key: object) -> None:
    if not isinstance(key, dict) or not isinstance(key.get("kid"), str) or not key["kid"]:
        raise NoKeys("Each of its keys must have a kid.")
    if key.keys() & {"d", "k", "p", "q"}:
        raise NoKeys("It holds a private key. Make a new one, and give us its public half alone.")
    try:
        large = _is_large(key)
    except (JoseError, ValueError, TypeError, KeyError):
        large = False
    if not large:
        message = f"A key must be on P-256 or P-384, or RSA of {LEAST_RSA_BITS} bits or more."
        raise NoKeys(message)


def _is_large(key: dict[str, Any]) -> bool:
    if key.get("kty") == "EC":
        return ECKey.import_key(key).curve_name in _CURVES
    modulus = int.from_bytes(urlsafe_b64decode(key["n"] + "==")).bit_length()
    return modulus >= LEAST_RSA_BITS and bool(RSAKey.import_key(key))
