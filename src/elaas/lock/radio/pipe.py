"""The radio that is a pipe: requests on standard input, responses on standard output.

A wire is always connected, so the lock's sleep does not concern it.
"""

import sys
from collections.abc import Callable

from elaas.lock.program import Lock
from elaas.lock.radio import Line


def serve(lock: Lock, _where: str, ready: Callable[[], None]) -> None:
    """Answer line by line until the end of the input."""
    line = Line(lock)
    ready()
    for request in sys.stdin.buffer:
        print(line.answer(request.decode("ascii", "replace")), flush=True)
