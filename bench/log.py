"""The log: sequencing against bare COPY, and how long a checkpoint of 10 000 entries takes.

The bare COPY puts the same entries into a table of the same columns, indexed as the ledger's are,
and commits as durably; nothing is numbered there and nothing is hashed.
"""

import secrets
from datetime import UTC, datetime

from django.db import connection, transaction

from bench.figures import Figure, of, seconds
from elaas.database.bulk import Table, copy_in, field, time_field
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry
from elaas.ledger.models import Entry
from elaas.ledger.operations.sequence import publish
from elaas.tlog.note import Signer

NOW = datetime(2026, 12, 1, 9, 40, tzinfo=UTC)
SIGNER = Signer("log.example/elaas", secrets.token_bytes(32))
ROUNDS, ENTRIES = 9, 50_000
CHECKPOINTS, AT_ONCE = 9, 10_000
_BARE = Table("bare", ("kind", "at", "body", "salt"))


def figures() -> list[Figure]:
    """Each round: as many entries into the bare table, into the ledger, and into the tree."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE ledger_entry INCLUDING ALL)")
    sequenced, together, slow = [], [], []
    for _ in range(ROUNDS):
        some = entries(ENTRIES)
        bare = seconds(lambda some=some: _copy(some))
        appended = seconds(lambda some=some: _append(some))
        numbered = seconds(lambda: publish(signer=SIGNER, now=NOW))
        sequenced.append(bare / numbered)
        together.append(bare / (appended + numbered))
    for _ in range(CHECKPOINTS):
        _append(entries(AT_ONCE))
        slow.append(seconds(lambda: publish(signer=SIGNER, now=NOW)))
    head = publish(signer=SIGNER, now=NOW)
    if head.size != Entry.objects.count():
        message = "Not every entry is in the tree; the figures mean nothing."
        raise SystemExit(message)
    return [
        of("sequencing entries", sequenced, "of bare COPY", at_least=0.5),
        of("appending and sequencing", together, "of bare COPY", at_least=0.3),
        of("checkpoint of 10 000", slow, "s", at_most=0.4),
    ]


def entries(count: int) -> list[NewEntry]:
    """As a day's receipts: two hundred bytes each, all different."""
    return [
        entry(
            "receipt",
            NOW,
            assignment=secrets.token_hex(16),
            cti=secrets.token_hex(16),
            digest=secrets.token_hex(32),
            lock="L-0001",
            seq=number,
        )
        for number in range(count)
    ]


@transaction.atomic
def _append(some: list[NewEntry]) -> None:
    ledger.append_all(some)


@transaction.atomic
def _copy(some: list[NewEntry]) -> None:
    salt = field(secrets.token_bytes(32))
    rows = [
        _BARE.row(field(one.kind.encode()), time_field(one.at), field(one.body), salt)
        for one in some
    ]
    copy_in(connection, _BARE, rows)
