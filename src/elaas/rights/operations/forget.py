"""Erase what is past its time: rows and the entries about them together, or neither."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from elaas.access.operations.turns import change_facts
from elaas.ledger.operations.erase import erase, one_at_a_time
from elaas.rights.kept import FORGETTING, Forgetting, Kept

AT_ONCE = 5_000  # of the first group's rows in one transaction: phones wait while they go
PAST_ITS_TIME = "past its time"

_Keys = dict[str, list[Any]]


@transaction.atomic
def forget_some(*, kept: Kept, before: datetime, now: datetime, most: int = AT_ONCE) -> int:
    """Erase what of this is older than `before`, some of it; answers how many rows are gone.

    The ledger tells which places are empty now. Raises NotSequenced where an entry has no place
    yet: publish, and do it again.
    """
    what = FORGETTING[kept]
    one_at_a_time()
    since = _oldest_under_way()
    # Looked for while phones go on: it reads every entry of these kinds.
    entries = _entries(what, _keys(what, before, most), since=None)
    change_facts()
    keys = _keys(what, before, most)
    entries |= _entries(what, keys, since=since)
    gone = sum(map(len, keys.values()))
    if not gone:
        return 0
    erase(entries, what=kept.value, because=PAST_ITS_TIME, now=now)
    with connection.cursor() as cursor:
        for group in reversed(what.groups):
            cursor.execute(group.delete, [keys[group.table]])
    return gone


def _oldest_under_way() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        (oldest,) = cursor.fetchone()
    return str(oldest)


def _keys(what: Forgetting, before: datetime, most: int) -> _Keys:
    keys: _Keys = {}
    with connection.cursor() as cursor:
        for group in what.groups:
            cursor.execute(group.which, {**keys, "before": before, "most": most})
            keys[group.table] = [key for (key,) in cursor.fetchall()]
    return keys


def _entries(what: Forgetting, keys: _Keys, *, since: str | None) -> set[int]:
    if not any(keys.values()):
        return set()
    with connection.cursor() as cursor:
        cursor.execute(what.entries, {**keys, "kinds": list(what.kinds), "since": since})
        return {number for (number,) in cursor.fetchall()}
