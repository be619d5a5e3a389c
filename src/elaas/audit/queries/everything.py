"""The whole audit of a database."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from elaas.audit.queries import counted, covers, credentials, receipts, tree
from elaas.audit.queries.covered import EVERYTHING
from elaas.audit.rules import Fault
from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.note import Key


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that sees the database as it is now, whatever happens meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def faults(
    *, log: Key, outside: Collection[Checkpoint] = (), say: Callable[[str], object] = str
) -> Iterator[Fault]:
    """Everything that is not as it was written, or not explained; `say`: what is looked at.

    `log`: the key that signs its checkpoints. `outside`: checkpoints that somebody else has kept.
    To be called in a transaction, best in a `snapshot`. Nothing is written.
    """
    seen = tree.Seen()
    say("The tree, from its entries ...")
    yield from tree.faults(log=log, outside=outside, seen=seen)
    say(f"{seen.size} entries. Rows against what the ledger tells of them ...")
    few = covers.Few()
    for cover in EVERYTHING:
        yield from covers.faults(cover, few)
    yield from counted.faults(erased=bool(seen.erased))
    say("Credentials against the rule ...")
    yield from credentials.faults()
    say("Receipts: signatures, chains, and what explains each opening ...")
    yield from receipts.faults()
