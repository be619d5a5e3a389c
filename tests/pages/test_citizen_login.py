"""Recipients and next of kin log in with ID-porten, and out again."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from joserfc.jwk import ECKey
from pytest_django import Settings

from elaas.environment import above_zero, day
from elaas.gateways.login import citizen_provider
from elaas.ledger.models import Entry
from elaas.people.login import LoginFailed
from elaas.people.models import CitizenSession, EmployeeSession
from elaas.people.operations.sessions import hash_of
from elaas.people.queries import citizen_in_session
from elaas.web import clock
from elaas.web.citizens import cookie
from elaas.web.security import content_security_policy
from tests import make
from tests.pages.at_id_porten import HIGH, ISSUER, PROVIDER, SUBSTANTIAL, log_in

pytestmark = pytest.mark.django_db
TURID = "22873810011"


@pytest.fixture(autouse=True)
def _login(settings: Settings) -> None:
    settings.DEMO, settings.CITIZEN_LOGIN = False, "tests.pages.at_id_porten.provider"


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize("acr", [SUBSTANTIAL, HIGH])
def test_a_recipient_logs_in_at_either_level(client: Client, acr: str) -> None:
    make.make_recipient(national_id=TURID)

    landed = log_in(client, pid=TURID, acr=acr)

    assert landed["Location"] == "/min-side/"
    assert client.get("/min-side/").status_code == 200
    assert kinds() == ["citizen_logged_in"]
    assert TURID not in bytes(Entry.objects.get().body).decode()


@pytest.mark.parametrize("acr", ["idporten-loa-low", "", "high", None, ["idporten-loa-high"]])
def test_a_level_too_low_is_refused_whatever_was_asked_for(client: Client, acr: object) -> None:
    make.make_recipient(national_id=TURID)

    assert log_in(client, pid=TURID, acr=acr).status_code == 403

    assert not CitizenSession.objects.exists()


def test_the_level_and_the_language_are_asked_for(client: Client) -> None:
    client.post("/language/", {"language": "nn"})

    asked = parse_qs(urlsplit(client.get("/min-side/logg-inn/")["Location"]).query)

    assert asked["acr_values"] == [SUBSTANTIAL]
    assert asked["ui_locales"] == ["nn"]
    assert asked["redirect_uri"] == ["https://testserver/min-side/logg-inn/tilbake/"]


def test_kin_who_may_book_are_let_in(client: Client) -> None:
    make.make_kin(make.make_recipient(), national_id=TURID)

    assert log_in(client, pid=TURID).status_code == 302


def test_who_is_nobody_here_is_told_so(client: Client) -> None:
    make.make_kin(make.make_recipient(protection="V"), national_id=TURID)

    answer = log_in(client, pid=TURID)

    assert answer.status_code == 403
    assert "Her er det ingenting for deg" in answer.content.decode()
    assert not CitizenSession.objects.exists()
    assert kinds() == ["login_refused"]


def test_without_a_number_from_id_porten_nobody_is_let_in(client: Client) -> None:
    make.make_recipient(national_id="")

    assert log_in(client).status_code == 403


def test_one_lands_where_one_wanted_to_and_nowhere_else(client: Client) -> None:
    turid = make.make_recipient(national_id=TURID)
    wanted = f"/min-side/time/{turid.id}/"

    assert log_in(client, next_=wanted, pid=TURID)["Location"] == wanted
    for elsewhere in ("https://evil.example/", "//evil.example/", "/phones/"):
        assert log_in(client, next_=elsewhere, pid=TURID)["Location"] == "/min-side/"


def test_a_page_of_citizens_leads_through_the_login_and_back(client: Client) -> None:
    turid = make.make_recipient(national_id=TURID)
    page = f"/min-side/time/{turid.id}/"

    there = client.get(client.get(page)["Location"])["Location"]
    back = urlsplit(PROVIDER.authorize(there, person={"pid": TURID}))

    assert client.get(f"{back.path}?{back.query}")["Location"] == page


def test_the_cookie_is_for_the_server_alone(client: Client) -> None:
    make.make_recipient(national_id=TURID)
    log_in(client, pid=TURID)

    kept = client.cookies["__Host-elaas_citizen"]

    assert (kept["httponly"], kept["secure"], kept["samesite"]) == (True, True, "Lax")
    assert (kept["path"], kept["domain"]) == ("/", "")


def test_a_login_lasts_half_an_hour_whatever_is_done(client: Client) -> None:
    make.make_recipient(national_id=TURID)
    began = clock.read()
    log_in(client, pid=TURID)
    client.get("/min-side/")
    session = hash_of(client.cookies[cookie()].value)

    assert citizen_in_session(session, now=began + timedelta(minutes=29)) == TURID
    assert citizen_in_session(session, now=clock.read() + timedelta(minutes=30)) is None


def test_logging_out_ends_it_here_and_at_id_porten(client: Client) -> None:
    make.make_recipient(national_id=TURID)
    log_in(client, pid=TURID)
    token = client.cookies[cookie()].value

    answer = client.post("/min-side/logg-ut/")

    assert answer["Location"].startswith(f"{ISSUER}/logout?id_token_hint=")
    client.cookies[cookie()] = token
    assert client.get("/min-side/").status_code == 302
    assert not CitizenSession.objects.exists()
    assert kinds() == ["citizen_logged_in", "citizen_logged_out"]


def test_nobody_is_logged_out_from_another_site() -> None:
    make.make_recipient(national_id=TURID)
    client = Client(enforce_csrf_checks=True)
    log_in(client, pid=TURID)

    answer = client.post("/min-side/logg-ut/", headers={"origin": "https://evil.example"})

    assert answer.status_code == 403
    assert CitizenSession.objects.count() == 1


def test_logging_in_again_ends_the_session_before(client: Client) -> None:
    make.make_recipient(national_id=TURID)
    log_in(client, pid=TURID)
    log_in(client, pid=TURID)

    assert CitizenSession.objects.count() == 1


def test_an_answer_to_an_employee_s_login_is_none_here(client: Client, settings: Settings) -> None:
    make.make_recipient(national_id=TURID)
    make.make_employee(number=TURID)
    settings.LOGIN = "tests.pages.test_login.provider"
    under_way = client.get("/min-side/logg-inn/")["Location"]
    back = urlsplit(PROVIDER.authorize(under_way, person={"pid": TURID}))

    assert client.get(f"/logg-inn/tilbake/?{back.query}").status_code == 403
    client.cookies["__Host-elaas_login"] = client.cookies["__Host-elaas_citizen_login"].value
    assert client.get(f"/logg-inn/tilbake/?{back.query}").status_code == 403

    assert not EmployeeSession.objects.exists()


def test_an_answer_nobody_asked_for_is_refused(client: Client) -> None:
    assert client.get("/min-side/logg-inn/tilbake/?code=x&state=y").status_code == 403


def test_a_refusal_is_neither_shown_nor_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    asked = parse_qs(urlsplit(client.get("/min-side/logg-inn/")["Location"]).query)
    said = {"error": "<b>", "error_description": TURID, "state": asked["state"][0]}

    refused = client.get("/min-side/logg-inn/tilbake/", said)

    assert refused.status_code == 403
    assert "<b>" not in refused.content.decode()
    assert caplog.messages == ["A citizen's login failed: the provider refused."]


def test_logging_out_may_end_at_id_porten(rf: RequestFactory, settings: Settings) -> None:
    settings.LOGIN_ISSUER, settings.CITIZEN_LOGIN_ISSUER = "", "https://idporten.no"

    answer = content_security_policy(lambda _: HttpResponse())(rf.get("/"))

    allowed = "form-action 'self' https://idporten.no https://*.idporten.no;"
    assert allowed in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"CITIZEN_LOGIN_ISSUER": ""}, "is not set"),
        ({"CITIZEN_LOGIN_ISSUER": "http://idporten.example"}, "no https address"),
        ({"CITIZEN_LOGIN_ACR": "idporten-loa-low"}, "is none of"),
        ({"CITIZEN_LOGIN_KEY_FILE": "/nowhere"}, "ELAAS_CITIZEN_LOGIN_KEY_FILE names no"),
    ],
)
def test_what_is_not_set_up_is_said(
    settings: Settings, tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    key = tmp_path / "key.pem"
    key.touch(mode=0o600)
    key.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    right = {"CITIZEN_LOGIN_ISSUER": ISSUER, "CITIZEN_LOGIN_KEY_FILE": str(key)}
    for name, value in right.items():
        setattr(settings, name, value)
    citizen_provider()

    for name, value in changed.items():
        setattr(settings, name, value)

    with pytest.raises(LoginFailed, match=said):
        citizen_provider()


def test_without_a_provider_the_page_says_so(client: Client, settings: Settings) -> None:
    settings.CITIZEN_LOGIN = "elaas.gateways.login.citizen_provider"
    settings.CITIZEN_LOGIN_ISSUER = ""

    assert client.get("/min-side/logg-inn/").status_code == 503


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "01.12.2026"])
def test_a_day_that_is_none_stops_the_command(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ELAAS_BOOKING_OPENS", text)

    with pytest.raises(ImproperlyConfigured, match="ELAAS_BOOKING_OPENS must be a day"):
        day("ELAAS_BOOKING_OPENS")


@pytest.mark.parametrize("text", ["0", "-3", "fast", "inf", "nan"])
def test_a_speed_that_is_none_stops_the_command(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ELAAS_TRAVEL_SPEED", text)

    with pytest.raises(ImproperlyConfigured, match="must be a number above 0"):
        above_zero("ELAAS_TRAVEL_SPEED", default=30)
