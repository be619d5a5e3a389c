"""Between the app and a lock's WebSocket: carries every frame, and does harm where told."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve


class Lost(StrEnum):
    """The link breaks before the lock hears a request, or before the phone hears the answer."""

    REQUEST = "request"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Spoilt:
    """The byte at `index` of the request with this number, or of its answer."""

    number: int
    index: int
    answer: bool = False


@dataclass(slots=True)
class Relay:
    """In front of the lock at `radio`.

    `spoils`: a byte to change in every connection. `first`: what the lock hears before the phone.
    `last_answer`: the lock's, as it gave it. `turn`: held while somebody is connected to the lock,
    which bears one at a time.
    """

    radio: str
    spoils: Spoilt | None = None
    first: Sequence[str] = ()
    last_answer: str = ""
    turn: threading.Lock = field(default_factory=threading.Lock)
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
        with self.turn, connect(self.radio.replace("ws:", "ws://")) as lock:
            for line in self.first:
                lock.send(line)
                lock.recv()
            for number, frame in enumerate(phone, 1):
                if self._break(number, Lost.REQUEST):
                    return
                lock.send(self._spoilt(number, str(frame), answer=False))
                self.last_answer = answer = str(lock.recv())
                if self._break(number, Lost.ANSWER):
                    return
                phone.send(self._spoilt(number, answer, answer=True))

    def _spoilt(self, number: int, line: str, *, answer: bool) -> str:
        if line.startswith("att ") or self.spoils is None:
            return line
        if (self.spoils.number, self.spoils.answer) != (number, answer):
            return line
        frame = bytearray.fromhex(line)
        frame[self.spoils.index] ^= 1
        return frame.hex()

    def _break(self, number: int, lost: Lost) -> bool:
        if self._breaks != (number, lost):
            return False
        self._breaks = None
        return True


@contextmanager
def relaying(port: int, radio: str) -> Iterator[Relay]:
    """A relay that listens on `port`, before the lock at `radio`."""
    relay = Relay(radio)
    with _listening(port, relay.carry):
        yield relay


@contextmanager
def relaying_each(port: int, radios: Mapping[str, str]) -> Iterator[None]:
    """The same before several locks; the address says by its label which one is meant."""
    relays = {label: Relay(radio) for label, radio in radios.items()}

    def carry(phone: ServerConnection) -> None:
        assert phone.request is not None
        relays[phone.request.path.strip("/")].carry(phone)

    with _listening(port, carry):
        yield


@contextmanager
def _listening(port: int, carry: Callable[[ServerConnection], None]) -> Iterator[None]:
    with serve(carry, "127.0.0.1", port, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
