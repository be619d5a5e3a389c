"""What an ID token must say before anybody believes it (OpenID Connect Core 1.0, 3.1.3.7)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from elaas.gateways.login.discovery import Discovery
from elaas.people.login import LoginFailed

CLOCK_SKEW = 30
# Asymmetric only: whoever knows a public key must not be able to sign with it.
SIGNATURES = ["ES256", "RS256", "PS256"]


def signed_claims(id_token: str, *, provider: Discovery, now: datetime) -> dict[str, Any]:
    """The claims, if the provider signed them; raises LoginFailed."""
    try:
        signed_by = jws.extract_compact(id_token.encode()).headers().get("kid")
        keys = provider.keys(signed_by=signed_by, now=now)
        return dict(jwt.decode(id_token, keys, algorithms=SIGNATURES).claims)
    except (JoseError, ValueError, TypeError) as problem:
        message = "the ID token is not signed by the provider"
        raise LoginFailed(message) from problem


def check(
    claims: Mapping[str, Any], *, demanded: Mapping[str, str], access_token: str, now: datetime
) -> None:
    """Raise LoginFailed, naming the claims that do not hold.

    `demanded`: the client id as `aud`, and what other claims must be, to the letter.
    """
    at, aud = now.timestamp(), demanded["aud"]
    holds = {
        # Core allows other audiences that are trusted; eLås knows none.
        "aud": claims.get("aud") in (aud, [aud]),
        "azp": claims.get("azp", aud) == aud,
        "exp": _number(claims.get("exp")) > at - CLOCK_SKEW,
        "iat": 0 < _number(claims.get("iat")) <= at + CLOCK_SKEW,
        "at_hash": claims.get("at_hash", "") in ("", _at_hash(access_token)),
    }
    holds |= {
        name: _equal(claims.get(name), value) for name, value in demanded.items() if name != "aud"
    }
    wrong = [name for name, held in holds.items() if not held]
    if wrong:
        message = f"the ID token does not hold: {', '.join(wrong)}"
        raise LoginFailed(message)


def number(claim: object) -> str:
    """The number in a claim, or empty: a space is none, and nor is what is not text or a number."""
    text = str(claim).strip() if type(claim) in (str, int) else ""
    return text if text.isprintable() else ""


def _equal(claim: object, value: str) -> bool:
    return hmac.compare_digest(str(claim).encode(), value.encode())


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _at_hash(access_token: str) -> str:
    """OpenID Connect Core 3.1.3.6; each of SIGNATURES hashes with SHA-256."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
