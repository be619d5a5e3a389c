"""A FHIR server that answers badly: a sentence, and nothing imported by halves. No database."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from elaas.gateways.fhir_feed import Feed
from elaas.intake.feed import FeedFailed

SEARCHSET = {"resourceType": "Bundle", "type": "searchset"}


class Server(ThreadingHTTPServer):
    """Answers what `answers` holds, in turn, the last one for ever; notes what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[tuple[int, bytes]] = []
        self.asked: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}/fhir"

    def will_answer(self, content: object, status: int = 200) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.answers.append((status, body))


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answers = self.server.answers
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Silence."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def changed(server: Server) -> list[object]:
    with Feed(server.address) as feed:
        return list(feed.changed("Patient", since=None))


def page(*entries: object, following: str | None = None, **fields: object) -> dict[str, object]:
    links = [{"relation": "self", "url": "x"}]
    if following:
        links.append({"relation": "next", "url": following})
    return {**SEARCHSET, "entry": entries, "link": links, **fields}


def test_it_asks_for_what_changed_since_oldest_first(server: Server) -> None:
    server.will_answer(page())
    moment = datetime(2026, 12, 1, 9, 59, 59, 123456, tzinfo=UTC)

    with Feed(server.address + "/") as feed:
        assert list(feed.changed("Patient", since=moment)) == []

    assert server.asked == [
        "/fhir/Patient?_sort=_lastUpdated&_count=500&_lastUpdated=ge2026-12-01T09%3A59%3A59.123Z"
    ]


def statement(*codes: str, kind: str = "Appointment") -> dict[str, object]:
    can = [{"code": code} for code in codes]
    resource = {"type": kind, "interaction": can}
    return {"resourceType": "CapabilityStatement", "rest": [{"resource": [resource]}]}


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [
        (statement("read", "history-type"), 200, True),
        (statement("read", "history-instance"), 200, False),
        (statement("history-type", kind="Patient"), 200, False),
        ({"resourceType": "CapabilityStatement"}, 200, False),
        (statement("history-type"), 404, False),
        ({"rest": 1}, 200, False),
        ({"rest": [{"resource": [{"type": [], "interaction": [{}]}]}]}, 200, False),
        ([], 200, False),
        (b"<html>", 200, False),
    ],
)
def test_whether_it_tells_of_deletions_it_is_asked_once(
    server: Server, content: object, status: int, *, told: bool
) -> None:
    server.will_answer(content, status)

    with Feed(server.address) as feed:
        assert [feed.has_history("Appointment") for _ in range(2)] == [told] * 2

    assert server.asked == ["/fhir/metadata"]


def test_its_history_is_asked_for_page_by_page(server: Server) -> None:
    server.will_answer(page(1, following="_history?page=2"))
    server.will_answer(page(2))
    moment = datetime(2026, 12, 1, 9, 59, 59, tzinfo=UTC)

    with Feed(server.address) as feed:
        assert list(feed.history("Appointment", since=moment)) == [1, 2]

    assert server.asked == [
        "/fhir/Appointment/_history?_since=2026-12-01T09%3A59%3A59.000Z&_count=500",
        "/fhir/Appointment/_history?page=2",
    ]


def test_it_follows_pages_by_relative_or_absolute_address(server: Server) -> None:
    server.will_answer(page(1, following="Patient?page=2"))
    server.will_answer(page(2, following=f"{server.address}/Patient?page=3"))
    server.will_answer(page(3))

    assert changed(server) == [1, 2, 3]
    assert server.asked[1:] == ["/fhir/Patient?page=2", "/fhir/Patient?page=3"]


def test_many_ids_are_asked_for_in_several_searches(server: Server) -> None:
    server.will_answer(page(1))

    with Feed(server.address) as feed:
        found = list(feed.named("Appointment", [f"visit-{number}" for number in range(120)]))

    assert found == [1, 1, 1]
    assert all(len(asked) < 1000 for asked in server.asked)


def test_a_servers_own_remarks_are_left_out(server: Server) -> None:
    server.will_answer(page({"search": {"mode": "outcome"}}, {"search": {"mode": "match"}}))

    assert changed(server) == [{"search": {"mode": "match"}}]


@pytest.mark.parametrize(
    ("content", "status", "why"),
    [
        ({"resourceType": "OperationOutcome"}, 500, "answered 500"),
        ({"resourceType": "OperationOutcome"}, 401, "answered 401"),
        (b"", 302, "answered 302"),
        (b"<html>", 200, "no JSON"),
        (b"\xff\xfe\xff", 200, "no JSON"),
        (b"[" * 100_000, 200, "no JSON"),
        ([], 200, "no FHIR Bundle"),
        ({"resourceType": "Patient"}, 200, "no FHIR Bundle"),
        ({**SEARCHSET, "entry": {}}, 200, "entry is not a list"),
        (page(1, total=2), 200, "only 1 of 2 Patient and no next page"),
        (page(1, following="https://other.example/fhir"), 200, "another server, other.example"),
        (page(1, following="//127.0.0.1:1/fhir"), 200, "another server"),
        (page(1, following="http://[::1"), 200, "no address"),
        (page(1, following="Patient?page=2"), 200, "over and over"),
    ],
)
def test_a_bad_answer_is_refused_in_a_sentence(
    server: Server, content: object, status: int, why: str
) -> None:
    server.will_answer(content, status)

    with pytest.raises(FeedFailed, match=why):
        changed(server)


def test_a_link_that_is_none_ends_the_pages(server: Server) -> None:
    server.will_answer({**SEARCHSET, "link": [{"relation": "next", "url": 7}, "next"]})

    assert changed(server) == []


def test_a_server_that_is_down_is_told_of(server: Server) -> None:
    server.server_close()

    with pytest.raises(FeedFailed, match=r"127\.0\.0\.1 cannot be reached"):
        changed(server)


@pytest.mark.parametrize(
    "url", ["", "epj.example", "ftp://epj.example", "http://a:b", "http://a/?b=c"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(FeedFailed, match="address"):
        Feed(url)
