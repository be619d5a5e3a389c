"""The witness's door: `POST /add-checkpoint` by plain HTTP/1.1, behind a proxy that does TLS."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket

from elaas.witness.cosigner import Answer

PATH = "/add-checkpoint"
LARGEST = 64 * 1024  # bytes of a body: a proof, and a checkpoint with a hundred signatures
SECONDS = 10  # without a sign of life
AT_ONCE = 32  # connections; more wait

# What answers the body of a request.
Ask = Callable[[bytes], Answer]


class WitnessServer(ThreadingHTTPServer):
    """Listens at `host` and `port` (0: any that is free) once it is made. Raises OSError."""

    daemon_threads = True

    def __init__(self, host: str, port: int, ask: Ask) -> None:
        self.ask = ask
        self._free = threading.BoundedSemaphore(AT_ONCE)
        super().__init__((host, port), _Handler)

    def process_request(
        self, request: socket | tuple[bytes, socket], client_address: object
    ) -> None:
        """Wait until one of the connections is free, and hand it this one."""
        self._free.acquire()
        super().process_request(request, client_address)

    def process_request_thread(
        self, request: socket | tuple[bytes, socket], client_address: object
    ) -> None:
        """One connection from beginning to end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = SECONDS
    server: WitnessServer

    def do_POST(self) -> None:
        if self.path.partition("?")[0] != PATH:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
        elif len(length) > len(str(LARGEST)) or int(length) > LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            self._answer(self.rfile.read(int(length)), int(length))

    def do_GET(self) -> None:
        is_known = self.path.partition("?")[0] == PATH
        self._refuse(HTTPStatus.METHOD_NOT_ALLOWED if is_known else HTTPStatus.NOT_FOUND)

    def _answer(self, body: bytes, length: int) -> None:
        if len(body) < length:  # it went away in the middle
            self.close_connection = True
            return
        try:
            answer = self.server.ask(body)
        except OSError:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
            return
        self._send(answer)

    def _refuse(self, status: HTTPStatus) -> None:
        """What came is not read to its end, so nothing more can come on this connection."""
        self.close_connection = True
        self._send(Answer(status, f"{status.phrase}\n".encode()))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (http.server's name)
        """Say nothing: what was cosigned is told by whoever answers."""
