"""Logging in at a provider that asks for pushed requests (PAR) and proofs of possession (DPoP)."""

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from elaas.demo.login.clients import Refusal
from elaas.demo.login.provider import STRICT, Demand, Provider
from elaas.demo.login.pushed import PUSHED_SECONDS
from elaas.people.login import LoginFailed, LoginProvider
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

BOTH: dict[str, Any] = {"par": True, "dpop": True}
TOKEN = f"{ISSUER}/token"
AT = int(NOON.timestamp())
ASKED = {"client_id": "elaas", "redirect_uri": BACK, "state": "s", "nonce": "n"}
ASKED |= {"code_challenge": "c", "code_challenge_method": "S256"}


@pytest.fixture
def provider() -> Provider:
    return make_provider(*STRICT)


@pytest.fixture
def our(provider: Provider) -> LoginProvider:
    return party(provider, **BOTH)


def test_the_strict_provider_says_who_it_is(provider: Provider, our: LoginProvider) -> None:
    begun, code = logged_in(provider, our)

    assert (
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON).employee_number
        == "TK1"
    )


def test_the_browser_carries_only_who_asks_and_what_was_pushed(our: LoginProvider) -> None:
    begun = our.begin(back=BACK, now=NOON)

    assert set(parse_qs(urlsplit(begun.address).query)) == {"client_id", "request_uri"}


def test_a_request_that_was_not_pushed_is_refused(provider: Provider) -> None:
    begun = party(provider).begin(back=BACK, now=NOON)

    with pytest.raises(Refusal, match=r"^invalid_request$"):
        provider.authorize(begun.address, person=KARI)


def test_what_was_pushed_is_used_once(provider: Provider, our: LoginProvider) -> None:
    begun, _ = logged_in(provider, our)

    with pytest.raises(Refusal, match=r"^invalid_request_uri$"):
        provider.authorize(begun.address, person=KARI)


def test_what_was_pushed_is_kept_for_a_minute() -> None:
    clock = Clock()
    provider = make_provider(*STRICT, clock=clock)
    begun = party(provider, **BOTH).begin(back=BACK, now=NOON)

    clock.now = NOON + timedelta(seconds=PUSHED_SECONDS)

    with pytest.raises(Refusal, match=r"^invalid_request_uri$"):
        provider.authorize(begun.address, person=KARI)


def test_what_another_client_pushed_is_refused_and_stays_theirs(
    provider: Provider, our: LoginProvider
) -> None:
    begun = our.begin(back=BACK, now=NOON)
    there = urlsplit(begun.address)
    asked = dict(parse_qsl(there.query)) | {"client_id": "other"}

    with pytest.raises(Refusal, match=r"^invalid_request$"):
        provider.authorize(there._replace(query=urlencode(asked)).geturl(), person=KARI)

    assert provider.authorize(begun.address, person=KARI)


def test_nobody_pushes_for_another_client(provider: Provider) -> None:
    with pytest.raises(LoginFailed, match="pushed: invalid_client"):
        party(provider, client_id="other", **BOTH).begin(back=BACK, now=NOON)

    answer = post(provider, "/par", ASKED | {"client_id": "other"})
    assert answer.json() == {"error": "invalid_request"}


def test_a_pushed_request_names_no_other_pushed_request(provider: Provider) -> None:
    assert post(provider, "/par", ASKED).status_code == 201

    answer = post(provider, "/par", ASKED | {"request_uri": "urn:x"})

    assert answer.json() == {"error": "invalid_request"}


def test_an_address_nobody_registered_is_refused_when_it_is_pushed(our: LoginProvider) -> None:
    with pytest.raises(LoginFailed, match=r"pushed: invalid_request$"):
        our.begin(back=BACK + "x", now=NOON)


def test_a_level_nobody_knows_is_refused_when_it_is_pushed(provider: Provider) -> None:
    with pytest.raises(LoginFailed, match=r"pushed: unmet_authentication_requirements$"):
        party(provider, acr="highest", **BOTH).begin(back=BACK, now=NOON)


def test_a_code_is_used_once_and_only_with_its_verifier(
    provider: Provider, our: LoginProvider
) -> None:
    begun, code = logged_in(provider, our)
    our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)
    with pytest.raises(LoginFailed, match="invalid_grant"):
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)

    begun, code = logged_in(provider, our)
    with pytest.raises(LoginFailed, match="invalid_grant"):
        our.finish(
            begun=replace(begun, verifier="x" * 64), code=code, issuer=ISSUER, back=BACK, now=NOON
        )


def test_a_code_of_another_client_is_refused(provider: Provider, our: LoginProvider) -> None:
    begun, code = logged_in(provider, party(provider, **OTHER, **BOTH))

    with pytest.raises(LoginFailed, match="invalid_grant"):
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


def test_a_token_that_is_bound_to_nothing_is_refused() -> None:
    provider = make_provider(Demand.PAR)
    our = party(provider, **BOTH)
    begun, code = logged_in(provider, our)

    with pytest.raises(LoginFailed, match="did not ask for the proof"):
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


def test_a_provider_that_takes_nothing_pushed_is_not_asked_otherwise() -> None:
    with pytest.raises(LoginFailed, match="takes no pushed requests"):
        party(make_provider(), **BOTH).begin(back=BACK, now=NOON)


def test_every_login_proves_a_key_of_its_own(provider: Provider) -> None:
    proven = []

    def watch(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            header = jws.extract_compact(request.headers["DPoP"].encode()).headers()
            proven.append(ECKey.import_key(header["jwk"]))
        return provider.answer(request)

    our = party(provider, via=watch, **BOTH)
    for _ in range(2):
        begun, code = logged_in(provider, our)
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)

    assert len(proven) == 4  # each is asked for the provider's nonce once
    assert len({key.thumbprint() for key in [*proven, OURS]}) == 3
    assert not any(key.is_private for key in proven)


def test_a_provider_that_is_never_content_is_asked_twice(provider: Provider) -> None:
    nonces = ["one", "two", "three"]

    def never(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/token":
            return provider.answer(request)
        headers = {"DPoP-Nonce": nonces.pop()}
        return httpx.Response(400, json={"error": "use_dpop_nonce"}, headers=headers)

    our = party(provider, via=never, **BOTH)
    begun, code = logged_in(provider, our)
    with pytest.raises(LoginFailed, match="use_dpop_nonce"):
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)

    assert nonces == ["one"]


@pytest.mark.parametrize("status", [201, 400, 503])
def test_an_answer_to_what_was_pushed_that_is_none_is_refused(
    provider: Provider, status: int
) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/par":
            return provider.answer(request)
        return httpx.Response(status, json=["no", "object"])

    with pytest.raises(LoginFailed, match="did not answer what was pushed"):
        party(provider, via=broken, **BOTH).begin(back=BACK, now=NOON)


PROVEN = ECKey.generate_key("P-256")
JWK = PROVEN.as_dict(private=False)
PAST_THE_PROOF = {"error": "unsupported_grant_type"}


def proof(header: dict[str, Any] | None = None, **changes: object) -> str:
    """A proof that holds at noon but for its nonce, and for the changes."""
    claims = {"htm": "POST", "htu": TOKEN, "iat": AT, "jti": "1"} | changes
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": JWK} | (header or {})
    return jwt.encode(head, claims, PROVEN)


def post(provider: Provider, path: str, form: dict[str, str], proof: str = "") -> httpx.Response:
    """What eLås, with a good assertion, is answered."""
    claims = {"iss": "elaas", "sub": "elaas", "aud": ISSUER, "iat": AT, "exp": AT + 60}
    claims |= {"jti": secrets.token_hex()}
    form = form | {"client_assertion": jwt.encode({"alg": "ES256"}, claims, OURS)}
    request = httpx.Request("POST", ISSUER + path, data=form, headers={"DPoP": proof})
    return provider.answer(request)


def nonce(provider: Provider) -> str:
    """The one that the provider gives to a proof that holds but for it."""
    answer = post(provider, "/token", {}, proof(jti="for the nonce"))
    assert answer.json() == {"error": "use_dpop_nonce"}
    return str(answer.headers["DPoP-Nonce"])


def test_a_proof_that_holds_is_accepted(provider: Provider) -> None:
    answer = post(provider, "/token", {}, proof(nonce=nonce(provider)))

    assert answer.json() == PAST_THE_PROOF


@pytest.mark.parametrize(
    ("header", "changes"),
    [
        ({}, {"htm": "GET"}),
        ({}, {"htu": f"{ISSUER}/par"}),
        ({}, {"iat": AT - 61}),
        ({}, {"iat": AT + 6}),
        ({}, {"iat": "noon"}),
        ({}, {"jti": ""}),
        ({"typ": "JWT"}, {}),
        ({"jwk": OURS.as_dict(private=False)}, {}),
        ({"jwk": PROVEN.as_dict(private=True)}, {}),
        ({"jwk": {"kty": "oct", "k": "c2VjcmV0"}}, {}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_proof_that_does_not_hold_is_refused(
    provider: Provider, header: dict[str, Any], changes: dict[str, object]
) -> None:
    held = proof(header, **{"nonce": nonce(provider)} | changes)

    assert post(provider, "/token", {}, held).json() == {"error": "invalid_dpop_proof"}


def test_no_proof_is_refused(provider: Provider) -> None:
    assert post(provider, "/token", {}).json() == {"error": "invalid_dpop_proof"}


def test_a_proof_is_used_once(provider: Provider) -> None:
    held = proof(nonce=nonce(provider))
    assert post(provider, "/token", {}, held).json() == PAST_THE_PROOF

    assert post(provider, "/token", {}, held).json() == {"error": "invalid_dpop_proof"}


def test_a_nonce_is_the_provider_s_own_and_not_old() -> None:
    clock = Clock()
    provider = make_provider(*STRICT, clock=clock)
    kept = nonce(provider)
    asked_again = {"error": "use_dpop_nonce"}
    assert post(provider, "/token", {}, proof(nonce="guessed", jti="2")).json() == asked_again
    clock.now = NOON + timedelta(seconds=50)
    assert post(provider, "/token", {}, proof(nonce=kept, jti="3")).json() == PAST_THE_PROOF

    clock.now = NOON + timedelta(seconds=60)

    assert post(provider, "/token", {}, proof(nonce=kept, jti="4")).json() == asked_again
