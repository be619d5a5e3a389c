"""Turns: handing out access, and changing what it rests on, never happen at the same time.

Many may use the facts at once: syncs that issue, uploads that explain. Whoever changes a fact (an
import, a shift, a phone that is blocked) waits until they are done, and they wait for the change.
So no credential is issued on a fact that is being changed under it, and none is missed by the
revocation (docs/decisions/0002). The turn is taken first, before any row is locked, and ends with
the transaction.
"""

from django.db import connection

_KEY = 0x654C_5302  # ours alone in this database; 0x654C_5301 is for migrations


class OutsideTransaction(Exception):
    """A turn ends with its transaction, and there is none."""


def use_facts() -> None:
    """Wait until nobody is changing what access rests on; others may use it beside us."""
    _take("pg_advisory_xact_lock_shared")


def change_facts() -> None:
    """Wait until nobody else uses or changes what access rests on. Once more changes nothing."""
    _take("pg_advisory_xact_lock")


def _take(lock: str) -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [_KEY])
