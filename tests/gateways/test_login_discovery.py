"""What the provider publishes is kept for an hour, and fetched anew when it must be."""

import threading
from collections import Counter
from datetime import timedelta

import httpx
import pytest
from joserfc.jwk import ECKey

from elaas.gateways.login.discovery import KEPT_FOR, Discovery
from elaas.people.login import LoginFailed
from tests.make import NOON

ISSUER = "https://login.example"
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}
LATER = NOON + KEPT_FOR


class Site:
    """A provider's pages, how often each was asked for, and keys that can be replaced."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.metadata: object = METADATA
        self.key = ECKey.generate_key("P-256")
        self.status = 200

    @property
    def kid(self) -> str:
        return self.key.thumbprint()

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked[request.url.path] += 1
        keys = {"keys": [{"kid": self.kid, **self.key.as_dict(private=False)}]}
        found = keys if request.url.path == "/keys" else self.metadata
        return httpx.Response(self.status, json=found)

    def discovery(self) -> Discovery:
        return Discovery(ISSUER, connect=lambda: httpx.MockTransport(self.answer), timeout=1)


def test_metadata_and_keys_are_fetched_once_an_hour() -> None:
    site = Site()
    known = site.discovery()
    for now in (NOON, LATER - timedelta(seconds=1)):
        known.metadata(now=now)
        known.keys(signed_by=site.kid, now=now)
    assert set(site.asked.values()) == {1}

    known.metadata(now=LATER)
    known.keys(signed_by=site.kid, now=LATER)

    assert set(site.asked.values()) == {2}


def test_a_clock_that_was_ahead_keeps_nothing_for_long() -> None:
    site = Site()
    known = site.discovery()
    known.metadata(now=NOON + timedelta(days=400))

    known.metadata(now=NOON)

    assert site.asked.total() == 2


def test_a_key_nobody_has_seen_is_looked_for_once() -> None:
    site = Site()
    known = site.discovery()
    known.keys(signed_by=site.kid, now=NOON)
    site.key = ECKey.generate_key("P-256")

    assert [key.kid for key in known.keys(signed_by=site.kid, now=NOON).keys] == [site.kid]
    assert site.asked["/keys"] == 2

    known.keys(signed_by="nobody's", now=NOON)
    assert site.asked["/keys"] == 3


def test_a_provider_that_is_down_for_a_moment_is_asked_again() -> None:
    site = Site()
    known = site.discovery()
    site.status = 503
    with pytest.raises(LoginFailed, match="does not answer"):
        known.keys(signed_by=None, now=NOON)

    site.status = 200

    assert known.keys(signed_by=site.kid, now=NOON).keys


def test_what_is_kept_is_used_while_the_provider_is_down() -> None:
    site = Site()
    known = site.discovery()
    known.metadata(now=NOON)
    site.status = 503

    assert known.metadata(now=NOON) == METADATA


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (METADATA | {"issuer": "https://other.example"}, "another name"),
        (METADATA | {"token_endpoint": "http://login.example/token"}, "https"),
        (METADATA | {"end_session_endpoint": "javascript:alert(1)"}, "end_session_endpoint"),
        ({"issuer": ISSUER}, "authorization_endpoint"),
        (["a list"], "something else"),
    ],
    ids=["another issuer", "plain http", "no address", "no endpoints", "no object"],
)
def test_what_does_not_hold_is_neither_used_nor_kept(wrong: object, why: str) -> None:
    site = Site()
    known = site.discovery()
    site.metadata = wrong
    with pytest.raises(LoginFailed, match=why):
        known.metadata(now=NOON)

    site.metadata = METADATA

    assert known.metadata(now=NOON) == METADATA


def test_keys_that_are_no_keys_are_refused() -> None:
    site = Site()
    site.metadata = METADATA | {"jwks_uri": f"{ISSUER}/elsewhere"}

    with pytest.raises(LoginFailed, match="unreadable"):
        site.discovery().keys(signed_by=None, now=NOON)


def test_many_threads_may_ask_at_once() -> None:
    site, start = Site(), threading.Barrier(8)
    known, found = site.discovery(), []

    def ask() -> None:
        start.wait(timeout=10)
        found.append(known.keys(signed_by=site.kid, now=NOON))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert len(found) == 8
    before = site.asked.total()
    known.keys(signed_by=site.kid, now=NOON)
    assert site.asked.total() == before
