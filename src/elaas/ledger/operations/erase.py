"""Erase entries, and tell of it: the leaves stay, so the tree is whole and nobody can deny it."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.ledger.operations import OutsideTransaction

# One erasure at a time: each grants itself for a moment what nobody has.
_ERASER_LOCK = 0x654C_5304

_TELL = """
    INSERT INTO ledger_erasure (seq, entry)
    SELECT seq, entry FROM ledger_leaf WHERE entry = ANY(%s::bigint[]) RETURNING seq
"""
_ERASE = "DELETE FROM ledger_entry WHERE id = ANY(%s::bigint[])"


class NotSequenced(Exception):
    """An entry has no place in the tree yet, so nobody could tell where it was."""


def one_at_a_time() -> None:
    """Wait until nobody else erases; to be taken before any other lock of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ERASER_LOCK])


def erase(entries: Collection[int], *, what: str, because: str, now: datetime) -> None:
    """Erase the entries with these ids, salts and all, in the transaction that is open.

    Each run of places is told by an entry: `what` they were about, and `because` of what they are
    gone. Raises NotSequenced, and then nothing may be committed.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    ids = sorted(set(entries))
    if not ids:
        return
    one_at_a_time()
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [ids])
        places = sorted(seq for (seq,) in cursor.fetchall())
        if len(places) != len(ids):
            raise NotSequenced
        ledger.append_all(
            entry("entry_erased", now, first=first, last=last, what=what, because=because)
            for first, last in runs(places)
        )
        # Whoever owns the table has no right to delete (0006_tree_only_grows), but for this.
        cursor.execute("GRANT DELETE ON ledger_entry TO CURRENT_USER")
        cursor.execute(_ERASE, [ids])
        cursor.execute("REVOKE DELETE ON ledger_entry FROM CURRENT_USER")


def runs(places: list[int]) -> list[tuple[int, int]]:
    """Sorted places as runs without a hole, each by its first and its last."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
