"""What a witness answers is understood by its number, and nothing it does keeps us waiting."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from elaas.gateways.witness import LARGEST, ask
from elaas.ledger.witnesses import Cosigned, NotAnswered, Refused, StandsAt
from elaas.tlog.add_checkpoint import AddCheckpoint

ASKED = AddCheckpoint(3, (bytes(32),), b"note")
SIZE = "text/x.tlog.size"


class Answers(HTTPServer):
    """Answers whatever it is to answer, and remembers what it was asked."""

    status, kind, body = 200, "text/plain", b""
    asked: tuple[str, bytes] = ("", b"")


class _Handler(BaseHTTPRequestHandler):
    server: Answers

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked = (self.path, self.rfile.read(length))
        self.send_response(self.server.status)
        self.send_header("Content-Type", self.server.kind)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def witness() -> Iterator[Answers]:
    with Answers(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def told(witness: Answers) -> Cosigned | StandsAt | NotAnswered | Refused:
    return ask(f"http://127.0.0.1:{witness.server_port}/prefix", ASKED)


def test_it_is_asked_below_its_prefix(witness: Answers) -> None:
    witness.body = b"lines\n"

    assert told(witness) == Cosigned(b"lines\n")
    assert witness.asked == ("/prefix/add-checkpoint", ASKED.encode())


@pytest.mark.parametrize(
    ("status", "kind", "body", "expected"),
    [
        (409, SIZE, b"7\n", StandsAt(7)),
        (409, f"{SIZE}; charset=utf-8", b"0\n", StandsAt(0)),
        (409, "text/plain", b"7\n", Refused("409 7")),
        (409, SIZE, b"07\n", Refused("409 07")),
        (422, "text/plain", b"not\x1bso\n", Refused("422 not so")),
        (403, "text/plain", b"who?\n", NotAnswered("it answers 403 who?")),
        (500, "text/plain", b"\xff", NotAnswered("it answers 500 \N{REPLACEMENT CHARACTER}")),
        (302, "text/plain", b"", NotAnswered("it answers 302 ")),
        (200, "text/plain", b"x" * (LARGEST + 1), NotAnswered("its answer has no end")),
    ],
)
def test_each_answer_is_understood(
    witness: Answers, status: int, kind: str, body: bytes, expected: object
) -> None:
    witness.status, witness.kind, witness.body = status, kind, body

    assert told(witness) == expected


def test_what_is_not_there_does_not_answer() -> None:
    assert isinstance(ask("http://127.0.0.1:9", ASKED), NotAnswered)
