"""What a phone is told while somebody else keeps the database to themselves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from pytest_django import Settings

from elaas.access.operations.turns import change_facts
from elaas.api.patience import patiently
from elaas.people.models import Employee, Phone
from tests.api.phones import enrolled, enrolment_of, post
from tests.make import make_employee

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    settings.LONGEST_WAIT = timedelta(milliseconds=50)


@pytest.fixture
def employee() -> Employee:
    return make_employee()


def while_facts_change(path: str, body: object, token: str | None = None) -> tuple[int, object]:
    """The answer to a phone that asks in the middle of a long import."""

    def ask() -> tuple[int, object]:
        try:
            return post(path, body, token)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        change_facts()
        return other.submit(ask).result()


@pytest.mark.parametrize("path", ["sync", "receipts"])
def test_a_phone_that_comes_during_an_import_is_asked_to_come_again(
    employee: Employee, path: str
) -> None:
    token = enrolled(employee)

    status, answer = while_facts_change(path, {}, token)

    assert status == 503
    assert answer == {"error": "The server is busy with a large change. Try again in a moment."}
    assert post(path, {}, token)[0] == 200


def test_a_code_stays_good_when_the_server_was_busy(employee: Employee) -> None:
    asked = enrolment_of(employee)

    assert while_facts_change("enrol", asked)[0] == 503
    assert not Phone.objects.exists()
    assert post("enrol", asked)[0] == 201


def by_django(problem: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE {problem}; END $$")


def by_psycopg(problem: str) -> None:
    connection.ensure_connection()
    opened: psycopg.Connection[object] = connection.connection
    opened.execute(f"DO $$ BEGIN RAISE {problem}; END $$")


Raises = Callable[[str], None]
BOTH = pytest.mark.parametrize("raises", [by_django, by_psycopg])
GIVES_WAY = pytest.mark.parametrize("problem", ["deadlock_detected", "serialization_failure"])


@BOTH
@GIVES_WAY
def test_who_had_to_give_way_twice_is_answered_all_the_same(raises: Raises, problem: str) -> None:
    times = iter([1, 2])

    @patiently
    def view(_request: HttpRequest) -> HttpResponse:
        if next(times, None):
            raises(problem)
        return HttpResponse()

    assert view(HttpRequest()).status_code == 200


@BOTH
@GIVES_WAY
def test_who_always_has_to_give_way_is_asked_to_come_again(raises: Raises, problem: str) -> None:
    @patiently
    def view(_request: HttpRequest) -> HttpResponse:
        raises(problem)
        return HttpResponse()

    answer = view(HttpRequest())

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


@BOTH
def test_another_failure_is_not_hidden_and_the_next_request_waits_as_it_likes(
    raises: Raises,
) -> None:
    @patiently
    def view(_request: HttpRequest) -> HttpResponse:
        raises("division_by_zero")
        return HttpResponse()

    with pytest.raises(Exception, match="division_by_zero"):
        view(HttpRequest())
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
