"""Logging in and out in the browser, and what the session lets through."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from django.test import Client
from joserfc.jwk import ECKey
from pytest_django import Settings

from elaas.demo.login.provider import Provider
from elaas.gateways.login import oidc
from elaas.gateways.login.client_key import ClientKey
from elaas.gateways.login.discovery import Discovery
from elaas.ledger.models import Entry
from elaas.people.login import LoginProvider
from elaas.people.models import EmployeeSession, Shift
from elaas.people.operations.sessions import hash_of
from elaas.people.queries import employee_in_session
from elaas.web import clock
from elaas.web.session import cookie
from tests import make
from tests.gateways.at_provider import CLIENT, ISSUER

pytestmark = pytest.mark.django_db

TK1 = {"employee_number": "TK1"}
KEY = ECKey.generate_key("P-256")
OURS = replace(CLIENT, key=ClientKey(KEY))
PROVIDER = Provider(
    issuer=ISSUER,
    clients={"elaas": (KEY, "https://testserver/logg-inn/tilbake/")},
    levels=frozenset({"high"}),
    clock=clock.read,
)


def provider() -> LoginProvider:
    """What settings.LOGIN names in these tests: the real relying party, nothing on the network."""

    def connect() -> httpx.BaseTransport:
        return httpx.MockTransport(PROVIDER.answer)

    known = Discovery(ISSUER, connect=connect, timeout=1)
    return oidc.RelyingParty(OURS, provider=known, connect=connect, timeout=1)


@pytest.fixture(autouse=True)
def _login(settings: Settings) -> None:
    settings.DEMO, settings.LOGIN = False, f"{__name__}.provider"


def log_in(client: Client, **person: str) -> int:
    there = client.get("/logg-inn/")["Location"]
    back = urlsplit(PROVIDER.authorize(there, person=dict(person)))
    return client.get(f"{back.path}?{back.query}").status_code


def who_is_it(client: Client) -> object:
    """Who the server says the browser's cookie is."""
    request = client.get("/logg-inn/").wsgi_request
    return request.employee  # type: ignore[attr-defined]


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize("claim", ["employee_number", "hpr_number"])
def test_an_employee_is_known_by_either_number(client: Client, claim: str) -> None:
    kari = make.make_employee(number="TK1", hpr_number="9001")

    assert log_in(client, **{claim: "TK1" if claim == "employee_number" else "9001"}) == 302

    assert who_is_it(client) == kari.id
    assert kinds() == ["logged_in"]


def test_a_login_lands_on_ones_own_page(client: Client) -> None:
    kari = make.make_employee(number="TK1")
    there = client.get("/logg-inn/")["Location"]

    landed = client.get(PROVIDER.authorize(there, person={"employee_number": "TK1"}))

    assert landed["Location"] == f"/employee/{kari.id}/"
    assert client.get(landed["Location"]).status_code == 200


def test_the_way_back_is_https_to_a_name_we_were_given(client: Client) -> None:
    sent = parse_qs(urlsplit(client.get("/logg-inn/")["Location"]).query)["redirect_uri"]

    assert sent == ["https://testserver/logg-inn/tilbake/"]
    assert client.get("/logg-inn/", headers={"host": "evil.example"}).status_code == 400


def test_nobody_is_logged_in_without_a_session(client: Client) -> None:
    client.cookies[cookie()] = "guessed"

    assert who_is_it(client) is None


def test_the_cookie_is_for_the_server_alone(client: Client) -> None:
    make.make_employee(number="TK1")
    log_in(client, employee_number="TK1")

    kept = client.cookies["__Host-elaas_session"]

    assert (kept["httponly"], kept["secure"], kept["samesite"]) == (True, True, "Lax")
    assert (kept["path"], kept["domain"]) == ("/", "")


@pytest.mark.parametrize("planted", ["elaas_session", "elaas_login"])
def test_a_neighbouring_site_plants_no_cookie(client: Client, planted: str) -> None:
    make.make_employee(number="TK1")
    attacker = Client()
    answer = urlsplit(PROVIDER.authorize(attacker.get("/logg-inn/")["Location"], person=TK1))
    if planted == "elaas_session":
        attacker.get(f"{answer.path}?{answer.query}")

    client.cookies[planted] = attacker.cookies[f"__Host-{planted}"].value
    landed = client.get(f"{answer.path}?{answer.query}")

    assert landed.status_code == 403
    assert who_is_it(client) is None


def test_logging_in_again_ends_the_session_before(client: Client) -> None:
    make.make_employee(number="TK1")
    log_in(client, employee_number="TK1")
    before = client.cookies[cookie()].value

    log_in(client, employee_number="TK1")

    assert client.cookies[cookie()].value != before
    assert EmployeeSession.objects.count() == 1


def test_somebody_unknown_is_refused_with_the_reason(client: Client) -> None:
    assert log_in(client, employee_number="TK404") == 403

    assert who_is_it(client) is None
    assert kinds() == ["login_refused"]


def test_somebody_who_has_left_is_refused(client: Client) -> None:
    make.make_employee(number="TK1", active=False)

    assert log_in(client, employee_number="TK1") == 403


def test_somebody_who_leaves_is_out_at_once(client: Client) -> None:
    kari = make.make_employee(number="TK1")
    log_in(client, employee_number="TK1")

    kari.active = False
    kari.save()

    assert who_is_it(client) is None


def test_an_answer_to_another_login_is_refused(client: Client) -> None:
    client.get("/logg-inn/")

    assert client.get("/logg-inn/tilbake/?code=x&state=another").status_code == 403


def test_an_answer_is_good_once_in_the_same_browser_too(client: Client) -> None:
    make.make_employee(number="TK1")
    back = PROVIDER.authorize(client.get("/logg-inn/")["Location"], person=TK1)
    under_way = client.cookies["__Host-elaas_login"].value
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403

    client.cookies["__Host-elaas_login"] = under_way

    assert client.get(back).status_code == 403
    assert EmployeeSession.objects.count() == 1


def test_a_planted_session_is_not_the_one_that_logs_in(client: Client) -> None:
    make.make_employee(number="TK1")
    client.cookies[cookie()] = "planted"

    log_in(client, **TK1)

    assert client.cookies[cookie()].value != "planted"
    assert not EmployeeSession.objects.filter(token_hash=hash_of("planted")).exists()


def test_what_a_refusal_says_is_neither_shown_nor_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    asked = parse_qs(urlsplit(client.get("/logg-inn/")["Location"]).query)
    said = {"error": "denied\n<b>bold</b>", "error_description": "<b>bold</b>"}

    refused = client.get("/logg-inn/tilbake/", said | {"state": asked["state"][0]})

    assert refused.status_code == 403
    assert "<b>" not in refused.content.decode()
    assert caplog.messages == ["Login failed: the provider refused."]


def test_nobody_is_logged_out_from_another_site() -> None:
    make.make_employee(number="TK1")
    client = Client(enforce_csrf_checks=True)
    log_in(client, **TK1)

    assert client.post("/logg-ut/", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get("/logg-ut/").status_code == 405
    assert EmployeeSession.objects.count() == 1


def test_choosing_a_language_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/language/", {"language": "nn", "next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_an_answer_of_another_provider_is_refused(client: Client) -> None:
    make.make_employee(number="TK1")
    back = urlsplit(PROVIDER.authorize(client.get("/logg-inn/")["Location"], person=TK1))
    query = dict(parse_qsl(back.query)) | {"iss": "https://other.example"}

    assert client.get(back.path, query).status_code == 403


def test_an_answer_needs_the_state_of_the_login_that_began(client: Client) -> None:
    make.make_employee(number="TK1")
    back = urlsplit(PROVIDER.authorize(client.get("/logg-inn/")["Location"], person=TK1))
    query = dict(parse_qsl(back.query)) | {"state": "another"}

    assert client.get(back.path, query).status_code == 403
    assert client.cookies["__Host-elaas_login"].value == ""


def test_a_login_that_took_too_long_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make_employee(number="TK1")
    monkeypatch.setattr("elaas.web.under_way.SECONDS", -1)

    assert log_in(client, **TK1) == 403


def test_an_answer_nobody_asked_for_is_refused(client: Client) -> None:
    assert client.get("/logg-inn/tilbake/?code=x&state=y").status_code == 403


def test_the_session_ends_with_the_shift(client: Client) -> None:
    kari, now = make.make_employee(number="TK1"), clock.read()
    ends_at = now + timedelta(hours=2)
    Shift.objects.create(employee=kari, starts_at=now - timedelta(hours=1), ends_at=ends_at)
    log_in(client, employee_number="TK1")
    session = hash_of(client.cookies[cookie()].value)

    assert employee_in_session(session, now=ends_at - timedelta(seconds=1)) == kari.id
    assert employee_in_session(session, now=ends_at) is None


def test_a_session_that_has_ended_leaves_nothing_behind(client: Client) -> None:
    make.make_employee(number="TK1")
    log_in(client, employee_number="TK1")
    EmployeeSession.objects.update(ends_at=clock.read())

    log_in(Client(), employee_number="TK1")

    assert EmployeeSession.objects.count() == 1


def test_logging_out_ends_it_here_and_at_the_provider(client: Client) -> None:
    make.make_employee(number="TK1")
    log_in(client, employee_number="TK1")
    token = client.cookies[cookie()].value

    answer = client.post("/logg-ut/")

    assert answer["Location"].startswith(f"{ISSUER}/logout?id_token_hint=")
    client.cookies[cookie()] = token
    assert who_is_it(client) is None
    assert kinds() == ["logged_in", "logged_out"]


def test_without_a_provider_the_page_says_so(client: Client, settings: Settings) -> None:
    settings.LOGIN, settings.LOGIN_ISSUER = "elaas.gateways.login.provider", ""

    assert client.get("/logg-inn/").status_code == 503


def test_an_employee_without_any_role_is_told_so_and_not_let_in(client: Client) -> None:
    ended = make.make_employee(number="TK1", role=None)
    make.make_role(ended, ends_at=clock.read() - timedelta(days=1))

    there = client.get("/logg-inn/")["Location"]
    back = urlsplit(PROVIDER.authorize(there, person=TK1))
    answer = client.get(f"{back.path}?{back.query}")

    assert answer.status_code == 403
    assert "Du har ingen stilling i fagsystemet" in answer.content.decode()
    assert not EmployeeSession.objects.exists()
    assert Entry.objects.filter(kind="login_refused").count() == 1
