"""Logging in with OpenID Connect, against a provider that refuses what the standards refuse."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from elaas.demo.login.clients import Refusal
from elaas.demo.login.provider import CODE_SECONDS, Provider
from elaas.gateways.login.client_key import ClientKey
from elaas.people.login import LoginFailed
from tests.gateways.at_provider import (
    BACK,
    ISSUER,
    KARI,
    OTHER,
    OURS,
    Clock,
    logged_in,
    make_provider,
    party,
)
from tests.make import NOON


@pytest.fixture
def provider() -> Provider:
    return make_provider()


def test_the_provider_says_who_it_is(provider: Provider) -> None:
    our = party(provider)
    begun, code = logged_in(provider, our)

    who = our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)

    assert (who.employee_number, who.hpr_number) == ("TK1", "")


def test_a_code_is_used_once(provider: Provider) -> None:
    our = party(provider)
    begun, code = logged_in(provider, our)
    our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)

    with pytest.raises(LoginFailed, match="invalid_grant"):
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


def test_a_code_is_good_for_a_minute() -> None:
    clock = Clock()
    provider = make_provider(clock=clock)
    our = party(provider)
    begun, code = logged_in(provider, our)

    clock.now = NOON + timedelta(seconds=CODE_SECONDS)

    with pytest.raises(LoginFailed, match="invalid_grant"):
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=clock.now)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(provider: Provider) -> None:
    our = party(provider)
    begun, code = logged_in(provider, our)

    with pytest.raises(LoginFailed, match="invalid_grant"):
        our.finish(
            begun=replace(begun, verifier="x" * 64), code=code, issuer=ISSUER, back=BACK, now=NOON
        )


def test_a_code_for_another_client_is_refused(provider: Provider) -> None:
    begun, code = logged_in(provider, party(provider, **OTHER))

    with pytest.raises(LoginFailed, match="invalid_grant"):
        party(provider).finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


@pytest.mark.parametrize("issuer", ["https://other.example", ISSUER + "/", ""])
def test_an_answer_of_another_provider_is_refused_before_its_code_is_used(
    provider: Provider, issuer: str
) -> None:
    our = party(provider)
    begun, code = logged_in(provider, our)

    with pytest.raises(LoginFailed, match="another provider's"):
        our.finish(begun=begun, code=code, issuer=issuer, back=BACK, now=NOON)

    assert our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


def test_a_provider_that_does_not_name_itself_need_not(provider: Provider) -> None:
    def older(request: httpx.Request) -> httpx.Response:
        found = provider.answer(request).json()
        found.pop("authorization_response_iss_parameter_supported", None)
        return httpx.Response(200, json=found)

    our = party(provider, via=older)
    begun, code = logged_in(provider, our)

    assert our.finish(begun=begun, code=code, issuer="", back=BACK, now=NOON)


def test_another_redirect_address_is_refused(provider: Provider) -> None:
    our = party(provider)
    begun, code = logged_in(provider, our)

    with pytest.raises(LoginFailed, match="invalid_grant"):
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK + "x", now=NOON)
    with pytest.raises(Refusal, match="invalid_request"):
        provider.authorize(our.begin(back=BACK + "x", now=NOON).address, person=KARI)


def test_a_key_that_is_not_ours_is_refused(provider: Provider) -> None:
    our = party(provider)
    begun, code = logged_in(provider, our)

    with pytest.raises(LoginFailed, match="invalid_client"):
        party(provider, key=ClientKey(ECKey.generate_key("P-256"))).finish(
            begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON
        )


def test_a_level_the_provider_does_not_know_is_refused(provider: Provider) -> None:
    begun = party(provider, acr="highest").begin(back=BACK, now=NOON)

    with pytest.raises(Refusal, match="unmet_authentication_requirements"):
        provider.authorize(begun.address, person=KARI)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("acr", "low"),
        ("at_hash", "of another access token"),
        ("nonce", "another"),
        ("aud", "other"),
        ("iss", "https://other.example"),
        ("exp", int(NOON.timestamp()) - 60),
        ("iat", int(NOON.timestamp()) + 60),
    ],
)
def test_an_id_token_that_does_not_hold_is_refused(
    provider: Provider, claim: str, value: object
) -> None:
    our = party(provider)
    begun, code = logged_in(provider, our, KARI | {claim: value})

    with pytest.raises(LoginFailed, match=f"does not hold: {claim}$"):
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


def claims(**changes: object) -> dict[str, object]:
    """What a client assertion must say at noon."""
    at = int(NOON.timestamp())
    right = {"iss": "elaas", "sub": "elaas", "aud": ISSUER, "iat": at, "exp": at + 60, "jti": "1"}
    return right | changes


def ask(provider: Provider, assertion: dict[str, object]) -> str:
    """The error of a token request with this assertion and no code."""
    signed = jwt.encode({"alg": "ES256"}, assertion, OURS)
    form = {"grant_type": "authorization_code", "client_assertion": signed}
    answer = provider.answer(httpx.Request("POST", f"{ISSUER}/token", data=form))
    return str(answer.json()["error"])


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.example"},
        {"exp": int(NOON.timestamp()) - 60, "iat": int(NOON.timestamp()) - 120},
        {"exp": int(NOON.timestamp()) + 61},
        {"exp": int(NOON.timestamp()) + 120, "iat": int(NOON.timestamp()) + 60},
        {"sub": "other"},
        {"jti": ""},
    ],
    ids=[
        "another audience",
        "expired",
        "over 60 seconds",
        "of tomorrow",
        "another subject",
        "no jti",
    ],
)
def test_a_bad_assertion_is_refused(provider: Provider, changes: dict[str, object]) -> None:
    assert ask(provider, claims(**changes)) == "invalid_client"


def test_an_assertion_is_used_once(provider: Provider) -> None:
    assert ask(provider, claims()) == "invalid_grant"  # the client is known; the code is not

    assert ask(provider, claims()) == "invalid_client"
