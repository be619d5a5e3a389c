"""Radios: each carries requests to the lock and responses back, one peer at a time.

A radio is a module with one function, `serve(lock, where, ready)`: it calls `ready()` once when
it can be reached, and returns when there is nobody left to serve. `where` is what stands after
its name on the command line. It tells the lock of every connection and disconnection, ends a
connection when `lock.seconds_left` is over, and lets PowerLost stop it.
"""

import re
from collections.abc import Callable
from typing import Protocol

from elaas.lock.program import Lock
from elaas.protocol.air import Att, AttError


class CannotServe(Exception):
    """The radio cannot be used, for the reason given."""


class Serve(Protocol):
    """The one function of a radio."""

    def __call__(self, lock: Lock, where: str, ready: Callable[[], None]) -> None:
        """Serve until the other end is gone for good; raises CannotServe or PowerLost."""


class Line:
    """One peer that speaks in lines: hex there, hex or `att 82` back; `disconnect` breaks off."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self.connected = False

    def connect(self) -> bool:
        """Take the lock's one connection; False: another has it."""
        if not self.connected:
            try:
                self._lock.connect()
            except AttError:
                return False
            self.connected = True
        return True

    def hang_up(self) -> None:
        """Break the connection, if there is one."""
        if self.connected:
            self._lock.disconnect()
            self.connected = False

    def answer(self, line: str) -> str:
        """The answer to one line. What is not hex is no request: 80, and no more of the session."""
        line = line.strip()
        if line == "disconnect":
            self.hang_up()
            return "ok"
        is_hex = re.fullmatch(r"(?:[0-9a-fA-F]{2})*", line) is not None
        if not self.connect():
            return _error(Att.BUSY if is_hex else Att.BAD_REQUEST)
        try:
            return self._lock.request(bytes.fromhex(line) if is_hex else b"").hex()
        except AttError as error:
            return _error(error.code if is_hex else Att.BAD_REQUEST)


def _error(code: Att) -> str:
    return f"att {code:02x}"
