"""A system proves who it is, and gets a token for a few minutes (SMART Backend Services)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from elaas.clients.models import AccessToken, Assertion
from elaas.clients.models import Client as Registered
from elaas.clients.operations import hash_of, withdraw_client
from elaas.ledger.models import Entry
from elaas.web.roles import TABLE
from tests.api.fhir.system import AUDIENCE, System, why

pytestmark = pytest.mark.django_db
NOW = datetime.now(tz=UTC)  # noqa: TID251  (the API reads the clock, too)


def test_the_configuration_leads_to_a_token_that_opens_what_it_was_given_for() -> None:
    system = System("system/Device.rs")
    configuration = json.loads(system.http.get("/fhir/R4/.well-known/smart-configuration").content)
    assert configuration["token_endpoint"] == AUDIENCE
    assert "ES384" in configuration["token_endpoint_auth_signing_alg_values_supported"]
    assert "RS384" in configuration["token_endpoint_auth_signing_alg_values_supported"]

    response = system.ask_for_token()

    told = json.loads(response.content)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert (told["token_type"], told["scope"]) == ("bearer", "system/Device.rs")
    assert 0 < told["expires_in"] <= 300
    system.token = told["access_token"]
    assert system.get("Device")["type"] == "searchset"
    assert "system/AuditEvent.s" in why(system.get("AuditEvent", status=403))


def test_what_a_token_allows_is_what_was_asked_for_of_what_was_given() -> None:
    system = System("system/Device.rs system/Patient.u")

    told = json.loads(system.ask_for_token(scope="system/Device.r system/AuditEvent.rs").content)

    assert told["scope"] == "system/Device.r"
    system.token = told["access_token"]
    assert "system/Device.s" in why(system.get("Device", status=403))
    assert "system/TYPE.u" in why(system.bring({}, status=403))


def test_a_scope_that_was_not_given_alone_gives_no_token() -> None:
    response = System("system/Device.rs").ask_for_token(scope="system/AuditEvent.rs launch")

    assert response.status_code == 400
    assert json.loads(response.content)["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "http://localhost/fhir/R4"},
        {"aud": None},
        {"aud": []},
        {"iss": "11111111-1111-1111-1111-111111111111"},
        {"iss": None},
        {"iss": 7},
        {"sub": "somebody"},
        {"sub": None},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "\0"},
        {"jti": "x" * 256},
        {"exp": None},
        {"exp": timedelta(minutes=-1)},
        {"exp": timedelta(minutes=8)},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 10**400},
        {"nbf": timedelta(minutes=20)},
        {"nbf": "now"},
    ],
    ids=lambda claims: str(*claims),
)
def test_an_assertion_that_says_something_else_proves_nothing(claims: dict[str, Any]) -> None:
    system = System()

    response = system.ask_for_token(system.assertion(**claims))

    assert response.status_code == 401
    assert json.loads(response.content)["error"] == "invalid_client"
    assert not AccessToken.objects.exists()


def test_an_audience_among_others_is_enough() -> None:
    system = System()

    assert system.ask_for_token(system.assertion(aud=["x", AUDIENCE])).status_code == 200


def test_another_key_proves_nothing_whatever_it_is_called() -> None:
    system, stranger = System(), System(name="Another")
    for kid in ("key-1", "key-2"):
        stranger.key = ECKey.generate_key("P-384", parameters={"kid": kid})
        forged = stranger.assertion(kid=kid, iss=str(system.id), sub=str(system.id))
        assert system.ask_for_token(forged).status_code == 401


def test_an_assertion_that_names_no_key_or_is_not_signed_proves_nothing() -> None:
    system = System()
    public = json.dumps(system.key.as_dict(private=False)).encode()
    claims = jwt.decode(system.assertion(), system.key, algorithms=["ES384"]).claims
    head, body, _ = system.assertion().split(".")

    for assertion in (
        system.assertion(kid=None),
        f"{head}.{body}.",
        "a.b.c",
        "nothing",
        f"eyJhbGciOiJub25lIn0.{body}.",
        public.decode(),
        f"{claims}",
    ):
        assert system.ask_for_token(assertion).status_code == 401, assertion


def test_an_assertion_serves_once() -> None:
    system = System()
    assertion = system.assertion()

    assert system.ask_for_token(assertion).status_code == 200
    again = system.ask_for_token(assertion)

    assert json.loads(again.content)["error_description"] == "It was used before."
    assert AccessToken.objects.count() == 1


def test_what_is_spent_is_not_kept() -> None:
    system = System()
    system.ask_for_token()
    past = NOW - timedelta(hours=1)
    Assertion.objects.update(expires_at=past)
    AccessToken.objects.update(expires_at=past)

    system.ask_for_token()

    assert Assertion.objects.count() == AccessToken.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "x"}, "invalid_request"),
        ({"client_assertion": ""}, "invalid_request"),
        ({"client_assertion": "x" * 20_000}, "invalid_request"),
    ],
)
def test_a_request_for_something_else_is_refused_as_oauth_does(
    form: dict[str, str], error: str
) -> None:
    response = System().ask_for_token(**form)

    assert response.status_code == 400
    assert json.loads(response.content)["error"] == error


def test_without_a_token_or_with_an_old_one_nothing_is_told() -> None:
    system = System()
    assert "Ask for a token first" in why(system.get("Device", status=401))
    system.token = "made-up"
    assert "not valid" in why(system.get("Device", status=401))
    assert "not valid" in why(system.bring({}, status=401))

    system.logged_in()
    AccessToken.objects.update(expires_at=NOW)

    assert "not valid" in why(system.get("Device", status=401))
    assert system.get("metadata")["resourceType"] == "CapabilityStatement"


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_every_address_asks_for_a_token_but_those_that_tell_how_to_get_one(method: str) -> None:
    system = System()
    open_to_all = {"fhir/token", "fhir/R4/metadata", "fhir/R4/.well-known/smart-configuration"}
    routes = [route for route in TABLE if route.startswith("fhir/")]

    asked = {
        route: getattr(system.http, method)(
            "/" + route.replace("<str:kind>", "Device").replace("<str:identity>", "L-1")
        ).status_code
        for route in routes
    }

    assert len(routes) == 7
    assert {route for route, status in asked.items() if status != 401} == open_to_all


def test_only_the_hash_of_a_token_is_kept() -> None:
    system = System().logged_in()

    assert bytes(AccessToken.objects.get().token_hash) == hash_of(system.token)


def test_a_client_that_is_withdrawn_gets_nothing_from_that_moment() -> None:
    system = System().logged_in()
    system.get("Device")

    assert withdraw_client(name="Care system", now=NOW)

    system.get("Device", status=401)
    assert system.ask_for_token().status_code == 401
    assert not withdraw_client(name="Care system", now=NOW)
    kinds = Entry.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["client_registered", "client_token_given", "client_withdrawn"]


def test_an_rsa_key_serves_as_well() -> None:
    system = System()
    key = RSAKey.generate_key(2048, parameters={"kid": "rsa"})
    Registered.objects.update(jwks={"keys": [key.as_dict(private=False)]})
    claims = jwt.decode(system.assertion(), system.key, algorithms=["ES384"]).claims
    signed = jwt.encode({"alg": "RS384", "kid": "rsa"}, claims, key, algorithms=["RS384"])

    assert system.ask_for_token(signed).status_code == 200
