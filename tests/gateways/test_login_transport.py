"""A provider that hangs keeps some threads, never all."""

import threading
from collections.abc import Callable

import httpx
import pytest

from elaas.gateways.login.discovery import Discovery
from elaas.gateways.login.transport import Few
from elaas.people.login import LoginFailed
from tests.gateways.at_provider import ISSUER, KARI, logged_in, make_provider, party
from tests.make import NOON

Answer = Callable[[httpx.Request], httpx.Response]


def test_who_comes_when_enough_wait_is_refused_at_once() -> None:
    free, asked, go_on = threading.BoundedSemaphore(1), threading.Event(), threading.Event()
    provider = make_provider()

    def hang(request: httpx.Request) -> httpx.Response:
        asked.set()
        assert go_on.wait(timeout=10)
        return provider.answer(request)

    def discovery(answer: Answer) -> Discovery:
        inner = httpx.MockTransport(answer)
        return Discovery(ISSUER, connect=lambda: Few(inner, free=free), timeout=1)

    first = threading.Thread(target=lambda: discovery(hang).metadata(now=NOON))
    first.start()
    assert asked.wait(timeout=10)
    with pytest.raises(LoginFailed, match="does not answer"):
        discovery(provider.answer).metadata(now=NOON)

    go_on.set()
    first.join(timeout=10)

    assert discovery(provider.answer).metadata(now=NOON)


def test_a_request_that_fails_makes_room_for_the_next() -> None:
    free = threading.BoundedSemaphore(1)

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down", request=request)

    for _ in range(2):
        with pytest.raises(httpx.ConnectError):
            Few(httpx.MockTransport(broken), free=free).handle_request(httpx.Request("GET", ISSUER))


def test_a_whole_login_passes() -> None:
    provider, free = make_provider(), threading.BoundedSemaphore(1)
    narrow = Few(httpx.MockTransport(provider.answer), free=free)

    assert logged_in(provider, party(provider, via=narrow.handle_request), KARI)
