"""`elaas serve` against clients that take their time."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.api.fhir.system import JSON, System
from tests.fhir_schema import check

HEAD = b"POST /phone/enrol HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
SECONDS = 5  # a phone at a door waits no longer


@pytest.fixture
def port(tmp_path: Path, database_url: str) -> Iterator[int]:
    """The port of a server that answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
    settings = {
        "ELAAS_DATABASE_URL": database_url,
        "ELAAS_DATA": str(tmp_path),
        "PORT": str(number),
        "ELAAS_FHIR_BUNDLE_MB": "5",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "elaas", "serve"],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout
        assert server.stdout.readline().startswith("eLås answers at")
        yield number
        server.terminate()
        server.communicate(timeout=60)
    assert server.returncode == 0


def answer(port: int, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()


def test_whoever_never_ends_a_request_keeps_nobody_waiting_and_is_cut_off(port: int) -> None:
    with ExitStack() as open_connections:
        slow = {
            said: [
                open_connections.enter_context(socket.create_connection(("127.0.0.1", port)))
                for _ in range(100)
            ]
            for said in (HEAD % 1000 + b"{", HEAD[:20], b"")
        }
        for said, connections in slow.items():
            for one in connections:
                one.sendall(said)

        assert [answer(port, "/phone/enrolment-key")[0] for _ in range(5)] == [200] * 5
        ends = []
        for connections in slow.values():
            connections[0].settimeout(30)
            ends.append(connections[0].recv(1000)[:13])
        assert ends == [b"HTTP/1.1 408 ", b"", b""]


def test_what_arrives_whole_reaches_django_as_it_was_sent(port: int) -> None:
    assert answer(port, "/phone/enrol", b"[]") == (
        400,
        b'{"error": "The request is not a JSON object."}',
    )
    assert answer(port, "/phone/%65nrolment-key")[0] == 200
    assert answer(port, "/static/elaas.css")[0] == 200


def test_a_body_beyond_all_measure_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        connection.sendall(HEAD % 10**12)
        try:
            for _ in range(80):
                connection.sendall(bytes(2**16))
        except ConnectionError:
            pass  # refused before it had all been sent
        else:
            assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")
    assert answer(port, "/phone/enrolment-key")[0] == 200


def test_a_body_a_little_too_large_is_refused_with_a_sentence(port: int) -> None:
    status, told = answer(port, "/phone/enrol", bytes(4 * 1024 * 1024 + 1))

    assert (status, b"too large" in told) == (400, True)
    # A care system that is known brings its whole day at once.
    who = {"Authorization": f"Bearer {System().logged_in().token}", "Content-Type": JSON}
    day = b'{"resourceType": "Bundle", "type": "collection", "entry": []%s}'
    size = 5 * 1024 * 1024 - len(day % b"")
    assert answer(port, "/fhir/R4", day % (b" " * size), **who)[0] == 200
    for body, by, why in (
        (day % (b" " * (size + 1)), who, b"At most 5 MB at once"),
        (day % (b" " * size), {}, b"a large Bundle needs a token"),
    ):
        status, told = answer(port, "/fhir/R4", body, **by)
        assert (status, why in told, check(json.loads(told))["resourceType"]) == (
            413,
            True,
            "OperationOutcome",
        )
