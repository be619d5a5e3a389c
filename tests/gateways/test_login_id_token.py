"""ID tokens that somebody else made, or made for somebody else, let nobody in."""

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from elaas.demo.login.provider import Provider
from elaas.people.login import Identified, LoginFailed
from tests.gateways.at_provider import (
    BACK,
    HIGH,
    ISSUER,
    KARI,
    OTHERS,
    logged_in,
    make_provider,
    party,
)
from tests.make import NOON

AT = int(NOON.timestamp())


@pytest.fixture
def provider() -> Provider:
    return make_provider()


def finished(provider: Provider, person: dict[str, Any], token: str | None = None) -> Identified:
    """Who logs in with these claims, or with this ID token instead of the provider's."""

    def answer(request: httpx.Request) -> httpx.Response:
        given = provider.answer(request)
        if token is None or request.url.path != "/token":
            return given
        return httpx.Response(200, json=given.json() | {"id_token": token})

    our = party(provider, via=answer)
    begun, code = logged_in(provider, our, person)
    return our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


def published(provider: Provider) -> ECKey:
    """The provider's public key, which everybody knows."""
    keys = provider.answer(httpx.Request("GET", f"{ISSUER}/keys")).json()["keys"]
    return ECKey.import_key(keys[0])


def b64(part: dict[str, Any]) -> bytes:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")


def forged(provider: Provider, how: str) -> str:
    """A token that says what it should, but is not signed by the provider."""
    claims = {"iss": ISSUER, "aud": "elaas", "iat": AT, "exp": AT + 60, "acr": "high"} | KARI
    kid = published(provider).thumbprint()
    if how == "by the public key as a secret":
        # By hand: joserfc takes no PEM for a secret.
        signed = b64({"alg": "HS256", "kid": kid}) + b"." + b64(claims)
        mac = hmac.digest(published(provider).as_pem(private=False), signed, "sha256")
        return f"{signed.decode()}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    if how == "by nobody":
        return jwt.encode(
            {"alg": "none", "kid": kid}, claims, OctKey.generate_key(), algorithms=["none"]
        )
    if how == "by a key of its own":
        jwk = OTHERS.as_dict(private=False)
        return jwt.encode({"alg": "ES256", "kid": kid, "jwk": jwk}, claims, OTHERS)
    return how


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    "how",
    [
        "by the public key as a secret",
        "by nobody",
        "by a key of its own",
        "",
        "x",
        "a.b.c",
        "æ.ø.å",
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(provider: Provider, how: str) -> None:
    with pytest.raises(LoginFailed, match="not signed by the provider"):
        finished(provider, KARI, forged(provider, how))


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("aud", ["elaas", "other"]),
        ("aud", []),
        ("azp", "other"),
        ("nonce", "en annen, på norsk"),
        ("nonce", None),
        ("exp", None),
        ("exp", "2999"),
        ("iat", None),
        ("acr", ["high"]),
    ],
)
def test_a_claim_that_does_not_hold_is_named(provider: Provider, claim: str, value: object) -> None:
    with pytest.raises(LoginFailed, match=f"does not hold: {claim}$"):
        finished(provider, KARI | {claim: value})


LEVEL = "helseid://claims/identity/security_level"


def test_a_level_may_be_asked_for_by_one_name_and_told_by_another(provider: Provider) -> None:
    our = party(provider, acr=HIGH, level_claim=LEVEL, level="4")
    begun, code = logged_in(provider, our, KARI | {LEVEL: "4", "acr": "of no matter"})
    assert our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)

    for told in ({LEVEL: "3"}, {"acr": "4"}):
        begun, code = logged_in(provider, our, KARI | told)
        with pytest.raises(LoginFailed, match=f"does not hold: {LEVEL}$"):
            our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


def test_claims_are_asked_for_by_scope(provider: Provider) -> None:
    our = party(provider, scope="openid helseid://scopes/hpr/hpr_number")

    asked = parse_qs(urlsplit(our.begin(back=BACK, now=NOON).address).query)

    assert asked["scope"] == ["openid helseid://scopes/hpr/hpr_number"]


def test_a_token_for_us_alone_holds(provider: Provider) -> None:
    assert finished(provider, KARI | {"aud": ["elaas"], "azp": "elaas"})


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (" TK1\t", "TK1"),
        (1001, "1001"),
        ("   ", ""),
        (None, ""),
        (True, ""),
        (["TK1"], ""),
        ({"TK1": 1}, ""),
        ("TK\x001", ""),
    ],
)
def test_a_number_is_a_number_and_nothing_else(
    provider: Provider, given: object, number: str
) -> None:
    who = finished(provider, {"employee_number": given, "hpr_number": given})

    assert (who.employee_number, who.hpr_number) == (number, number)
