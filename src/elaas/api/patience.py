"""How long a phone waits for whoever changes what access rests on, such as an import."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import TypeVar

import psycopg
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from elaas.database.turns import again, gave_way, waited_too_long

View = Callable[[HttpRequest], HttpResponse]
T = TypeVar("T")

RETRY_AFTER = 10  # seconds


class Busy(Exception):
    """Others keep it waiting for too long; nothing was changed."""

    retry_after = RETRY_AFTER


def patiently(view: View) -> View:
    """`view`, done again when it has to give way; 503 when others keep it waiting for too long."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            return with_patience(lambda: view(request))
        except Busy as reason:
            busy = {"error": "The server is busy with a large change. Try again in a moment."}
            headers = {"Retry-After": str(reason.retry_after)}
            return JsonResponse(busy, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)

    return answer


def with_patience(work: Callable[[], T]) -> T:
    """What `work` answers, done again when it has to give way. Raises Busy."""
    try:
        with _waiting_at_most(settings.LONGEST_WAIT):
            return again(work)
    except (Error, psycopg.Error) as error:
        if not (waited_too_long(error) or gave_way(error)):
            raise
        raise Busy from error


@contextmanager
def _waiting_at_most(time: timedelta) -> Iterator[None]:
    """No statement in the block waits longer for a lock."""
    _limit(time)
    try:
        yield
    finally:
        if connection.is_usable():
            _limit(timedelta())  # a page or a command with this connection waits as it likes


def _limit(time: timedelta) -> None:
    with connection.cursor() as cursor:
        milliseconds = math.ceil(time / timedelta(milliseconds=1))
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(milliseconds)])
