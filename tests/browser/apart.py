"""Work that brings its own event loop, beside Playwright's, which keeps this thread's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from elaas.gateways.radio.claim import claim
from elaas.mounting.radio import Errand

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """What `work` answers, done in a thread of its own."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work).result()


def claim_apart(errand: Errand, *, radio: str) -> bytes | None:
    """The radio's `claim`, as the setting LOCK_RADIO wants it."""
    return apart(lambda: claim(errand, radio=radio))
