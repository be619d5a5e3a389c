"""Between the app and a lock's WebSocket: carries every frame, and breaks the link where told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve


class Lost(StrEnum):
    """The link breaks before the lock hears a request, or before the phone hears the answer."""

    REQUEST = "request"
    ANSWER = "answer"


@dataclass(slots=True)
class Relay:
    """In front of the lock at `radio`."""

    radio: str
    _breaks: tuple[int, Lost] | None = None

    def break_at(self, number: int, lost: Lost) -> None:
        """Break the link once, at this request of a connection (1, 2, ...)."""
        self._breaks = (number, lost)

    @property
    def has_broken(self) -> bool:
        """Whether that has happened."""
        return self._breaks is None

    def carry(self, phone: ServerConnection) -> None:
        """One connection, which the lock has left before the phone hears that it is broken."""
        with connect(self.radio.replace("ws:", "ws://")) as lock:
            for number, frame in enumerate(phone, 1):
                if self._break(number, Lost.REQUEST):
                    return
                lock.send(frame)
                answer = lock.recv()
                if self._break(number, Lost.ANSWER):
                    return
                phone.send(answer)

    def _break(self, number: int, lost: Lost) -> bool:
        if self._breaks != (number, lost):
            return False
        self._breaks = None
        return True


@contextmanager
def relaying(port: int, radio: str) -> Iterator[Relay]:
    """A relay that listens on `port`, before the lock at `radio`."""
    relay = Relay(radio)
    with serve(relay.carry, "127.0.0.1", port, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield relay
        finally:
            server.shutdown()
            thread.join()
