"""What every answer tells the browser about trust."""

import logging

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.web.security import HideLinks
from tests import make


def test_every_page_forbids_scripts_and_frames_that_are_not_ours(client: Client) -> None:
    answer = client.get("/en-side-som-ikke-finnes")

    policy = answer["Content-Security-Policy"].split("; ")
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_phone_alone_gets_the_camera_and_no_page_anything_else(client: Client) -> None:
    nothing = "camera=(), microphone=(), geolocation=()"

    assert client.get("/en-side-som-ikke-finnes")["Permissions-Policy"] == nothing
    assert client.get("/telefon/sw.js")["Permissions-Policy"] == nothing
    policy = client.get("/telefon/")["Permissions-Policy"]
    assert policy == nothing.replace("camera=()", "camera=(self)")


@pytest.mark.django_db
def test_no_browser_keeps_a_page_or_an_answer_about_people(client: Client) -> None:
    kari = make.make_employee()

    for address in (f"/employee/{kari.id}/", "/phones/"):
        assert client.get(address)["Cache-Control"] == "no-store"
    assert client.post("/phone/sync")["Cache-Control"] == "no-store"


def test_a_host_name_nobody_gave_us_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "elaas.example"}).status_code == 400


@pytest.mark.django_db
def test_no_log_line_tells_the_token_in_a_board_s_link(settings: Settings) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, logger = Kept(), logging.getLogger("django.security.csrf")
    given = settings.LOGGING["handlers"]["stderr"]["filters"]
    assert settings.LOGGING["filters"][given[0]]["()"] == f"{HideLinks.__module__}.HideLinks"
    handler.addFilter(HideLinks())
    logger.addHandler(handler)
    try:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/styret/3b-Qm1hYq0dV/", {"deed": "agreed"}).status_code == 403
    finally:
        logger.removeHandler(handler)

    assert lines == ["Forbidden (CSRF cookie not set.): /styret/.../"]
