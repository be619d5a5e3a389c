"""Erase what is past its time, some of it at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from elaas.ledger import signer
from elaas.ledger.operations.erase import NotSequenced
from elaas.ledger.operations.sequence import publish
from elaas.rights.kept import Kept
from elaas.rights.operations.forget import forget_some

ATTEMPTS = 3


class Gone(NamedTuple):
    """So many rows are gone."""

    kept: Kept
    rows: int


def forgetting(*, now: datetime) -> Iterator[Gone]:
    """Erase all of it; answers after each transaction what is gone."""
    for kept in Kept:
        before = now - timedelta(days=settings.KEEP[kept.value])
        while rows := _some(kept, before, now):
            yield Gone(kept, rows)


def _some(kept: Kept, before: datetime, now: datetime) -> int:
    """What came a moment ago has no place in the log yet: it gets one, and then goes."""
    for _ in range(ATTEMPTS - 1):
        try:
            return forget_some(kept=kept, before=before, now=now)
        except NotSequenced:
            publish(signer=signer.load(), now=now)
    return forget_some(kept=kept, before=before, now=now)
