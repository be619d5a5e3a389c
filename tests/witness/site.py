"""A log on the web, whose tiles a test may change."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.tlog import grown
from tests.witness.log import checkpoint


class Log(ThreadingHTTPServer):
    """What it has, by name, and what it was asked for; the first `failing` answers are 503."""

    daemon_threads = True

    def __init__(self) -> None:
        self.has: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.failing = 0
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/log"

    def hold(self, size: int, *, before: int = 0) -> None:
        """Be a log of that size; tiles of the log of `before` are still there, too."""
        self.has = {f"tile/{one.name}": held for one, held in grown.tiles(size).items()}
        for one, held in grown.tiles(before).items():
            self.has[f"tile/{one.name}"] = held
        self.has["checkpoint"] = checkpoint(size)

    def tidy(self) -> None:
        """Give no part of a tile that is whole by now, as the specification allows."""
        for name in list(self.has):
            whole, part, _ = name.partition(".p/")
            if part and whole in self.has:
                del self.has[name]


class _Handler(BaseHTTPRequestHandler):
    server: Log

    def do_GET(self) -> None:
        name = self.path.removeprefix("/log/")
        self.server.asked.append(name)
        held = self.server.has.get(name)
        status = 200 if held is not None else 404
        if self.server.failing:
            self.server.failing -= 1
            status = 503
        self.send_response(status)
        self.end_headers()
        self.wfile.write(held or b"")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def shown() -> Iterator[Log]:
    """A log on the web, for as long as the block lasts."""
    with Log() as log:
        thread = threading.Thread(target=log.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield log
        finally:
            log.shutdown()
            thread.join()
