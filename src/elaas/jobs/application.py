"""Between granian and Django: a request is read whole, within limits, before it takes a thread.

Django reads a request's body in the thread that answers it. A phone at the edge of the network, or
six bytes from somebody who means harm, would keep that thread for as long as the body takes. Here
the event loop waits for bodies, any number at a time, and a thread gets only what is there.
(RSGI: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md; WSGI: PEP 3333.)
"""

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from granian.rsgi import Scope

BODY_SECONDS = 10  # for the whole body: 4 MiB of receipts at 3 Mbit/s
LARGE_SECONDS = 60  # for one that may be larger: 64 MiB at 9 Mbit/s
LARGE_AT_A_TIME = 2  # that a process reads, since each is held in memory
# Measured as fast as one when all have work, and three may wait for an import.
THREADS = 4
_SPARE = 64 * 1024  # read so much beyond what Django takes, so that it is Django who refuses

T = TypeVar("T")


class NotRead(Exception):
    """The body did not arrive as it should; `status` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Exchange(Protocol):
    """One request's body, and the way back to who sent it."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The body's parts as they arrive."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Send the answer."""


class Answer(NamedTuple):
    """What Django answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Most(Protocol):
    """Says how many bytes a request's body may have, from its head; it may ask the database."""

    def __call__(self, *, method: str, path: str, authorization: str) -> int:
        """How many."""


class Application:
    """Serves `handler` to granian, in threads that have a connection to the database each."""

    def __init__(self, handler: WSGIHandler, *, most: Most) -> None:
        self._handler = handler
        self._most = most
        self._threads = ThreadPoolExecutor(max_workers=THREADS)
        self._large = 0  # how many of them are being read or answered

    async def answer(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        most = await self._in_a_thread(partial(self._allowed, scope)) if _large(scope) else usual
        if most <= usual:
            answer = await self._read_and_answer(scope, exchange, usual, BODY_SECONDS)
        elif self._large >= LARGE_AT_A_TIME:
            answer = _refusal(scope, HTTPStatus.TOO_MANY_REQUESTS)
        else:
            self._large += 1
            try:
                answer = await self._read_and_answer(scope, exchange, most, LARGE_SECONDS)
            finally:
                self._large -= 1
        exchange.response_bytes(answer.status, answer.headers, answer.body)

    async def _read_and_answer(
        self, scope: Scope, exchange: Exchange, most: int, seconds: int
    ) -> Answer:
        try:
            async with asyncio.timeout(seconds):
                body = await _body(exchange, scope.headers.get("content-length"), most + _SPARE)
        except TimeoutError:
            return _refusal(scope, HTTPStatus.REQUEST_TIMEOUT)
        except NotRead as reason:
            return _refusal(scope, reason.status)
        return await self._in_a_thread(partial(self._answer, environ(scope, body)))

    async def _in_a_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _allowed(self, scope: Scope) -> int:
        return self._most(
            method=scope.method,
            path=scope.path,
            authorization=scope.headers.get("authorization", ""),
        )

    def _answer(self, asked: dict[str, Any]) -> Answer:
        told: list[tuple[str, list[tuple[str, str]]]] = []
        written: list[bytes] = []

        def start(
            status: str, headers: list[tuple[str, str]], _failed: object = None, /
        ) -> Callable[[bytes], object]:
            told.append((status, headers))
            return written.append

        response = self._handler(asked, start)
        try:
            content = b"".join([*written, *cast("Iterable[bytes]", response)])
        finally:
            response.close()
        status, headers = told[0]
        return Answer(int(status.partition(" ")[0]), headers, content)


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as WSGI tells it. Neither BytesIO nor reading it whole copies `body`."""
    client, _, client_port = scope.client.rpartition(":")
    server, _, server_port = scope.server.rpartition(":")
    headers = _headers(scope)
    return {
        **{f"HTTP_{name}": value for name, value in headers.items()},
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),  # granian has decoded %41
        "QUERY_STRING": scope.query_string,
        "CONTENT_TYPE": headers.get("CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": server,
        "SERVER_PORT": server_port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client,
        "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _headers(scope: Scope) -> dict[str, str]:
    """In CGI's spelling (RFC 3875, 4.1.18); one given twice is a list (RFC 9110, 5.3)."""
    found = {"HOST": scope.authority} if scope.authority else {}
    for name, value in scope.headers.items():
        if "_" in name:  # X_Y would pass for X-Y
            continue
        key = name.upper().replace("-", "_")
        comma = "; " if key == "COOKIE" else ","
        found[key] = f"{found[key]}{comma}{value}" if key in found else value
    return found


def _large(scope: Scope) -> bool:
    """Whether the body may be larger than usual; one that is chunked does not say how large."""
    length = scope.headers.get("content-length")
    if length is None:
        return scope.headers.get("transfer-encoding") is not None
    return int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


async def _body(exchange: Exchange, length: str | None, most: int) -> bytes:
    read = io.BytesIO()  # grows in place: never all the parts and the whole at once
    async for part in exchange:
        read.write(part)
        if read.tell() > most:
            raise NotRead(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if length is not None and read.tell() != int(length):  # granian tells of no broken connection
        raise NotRead(HTTPStatus.BAD_REQUEST)
    return read.getvalue()


def _refusal(scope: Scope, status: HTTPStatus) -> Answer:
    """In JSON; to other systems as an OperationOutcome (https://hl7.org/fhir/R4/http.html)."""
    headers = [("connection", "close")]
    if not scope.path.startswith(_FHIR):
        body = f'{{"error": "{status.phrase}."}}'.encode()
        return Answer(status, [("content-type", "application/json"), *headers], body)
    code, text = _ISSUES.get(status, ("processing", f"{status.phrase}."))
    issue = {"severity": "error", "code": code, "diagnostics": text}
    body = json.dumps({"resourceType": "OperationOutcome", "issue": [issue]}).encode()
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers.append(("retry-after", str(LARGE_SECONDS)))
    return Answer(status, [("content-type", "application/fhir+json"), *headers], body)


_FHIR = "/fhir/"
_ISSUES = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "too-long",
        "This is too large. Bring it in several; a large Bundle needs a token that is valid.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "throttled",
        "Too many bring large Bundles at once. Try again in a minute.",
    ),
    HTTPStatus.REQUEST_TIMEOUT: ("timeout", "It did not arrive in time. Try again."),
}
