"""Erase what is past its time, some of it at a time."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, TypeVar

from django.conf import settings

from elaas.ledger import signer
from elaas.ledger.operations.erase import NotSequenced
from elaas.ledger.operations.sequence import publish
from elaas.rights.kept import Kept
from elaas.rights.operations.forget import forget_some

ATTEMPTS = 3
Done = TypeVar("Done")


class Gone(NamedTuple):
    """So many rows are gone."""

    kept: Kept
    rows: int


def forgetting(*, now: datetime) -> Iterator[Gone]:
    """Erase all of it; answers after each transaction what is gone. Then the log is published."""
    went = False
    for kept in Kept:
        before = now - timedelta(days=settings.KEEP[kept.value])
        some = partial(forget_some, kept=kept, before=before, now=now)
        while rows := with_places(some, now=now):
            went = True
            yield Gone(kept, rows)
    if went:
        publish(signer=signer.load(), now=now)


def with_places(erase: Callable[[], Done], *, now: datetime) -> Done:
    """What came a moment ago has no place in the log yet: it gets one, and then goes."""
    for _ in range(ATTEMPTS - 1):
        try:
            return erase()
        except NotSequenced:
            publish(signer=signer.load(), now=now)
    return erase()
