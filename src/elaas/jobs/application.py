"""Between granian and Django: a request is read whole, within limits, before it takes a thread.

Django reads a request's body in the thread that answers it. A phone at the edge of the network, or
six bytes from somebody who means harm, would keep that thread for as long as the body takes. Here
the event loop waits for bodies, any number at a time, and a thread gets only what is there.
(RSGI: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md; WSGI: PEP 3333.)
"""

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol, cast

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from granian.rsgi import Scope

BODY_SECONDS = 10  # for the whole body: 4 MiB of receipts at 3 Mbit/s
# Measured as fast as one when all have work, and three may wait for an import.
THREADS = 4
_SPARE = 64 * 1024  # read so much beyond what Django takes, so that it is Django who refuses


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


class Application:
    """Serves `handler` to granian, in threads that have a connection to the database each."""

    def __init__(self, handler: WSGIHandler) -> None:
        self._handler = handler
        self._threads = ThreadPoolExecutor(max_workers=THREADS)

    async def answer(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(exchange, length=scope.headers.get("content-length"))
        except TimeoutError:
            answer = _refusal(HTTPStatus.REQUEST_TIMEOUT)
        except NotRead as reason:
            answer = _refusal(reason.status)
        else:
            loop = asyncio.get_running_loop()
            asked = environ(scope, body)
            answer = await loop.run_in_executor(self._threads, self._answer, asked)
        exchange.response_bytes(answer.status, answer.headers, answer.body)

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
    """The request as WSGI tells it."""
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


async def _body(exchange: Exchange, *, length: str | None) -> bytes:
    parts: list[bytes] = []
    read = 0
    async for part in exchange:
        read += len(part)
        if read > settings.DATA_UPLOAD_MAX_MEMORY_SIZE + _SPARE:
            raise NotRead(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        parts.append(part)
    if length is not None and read != int(length):  # granian does not tell of a broken connection
        raise NotRead(HTTPStatus.BAD_REQUEST)
    return b"".join(parts)


def _refusal(status: HTTPStatus) -> Answer:
    body = f'{{"error": "{status.phrase}."}}'.encode()
    return Answer(status, [("content-type", "application/json"), ("connection", "close")], body)
