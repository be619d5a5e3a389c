"""Entries for the log of a test, and who signs it."""

import hashlib
from datetime import UTC, datetime

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.ledger.models import Entry, Leaf
from elaas.tlog.note import Signer
from elaas.tlog.tree import leaf_hash

NOW = datetime(2026, 12, 1, 9, 40, tzinfo=UTC)
SIGNER = Signer("log.example/elaas", bytes(range(32)))


def append(count: int) -> None:
    """So many entries, in one transaction."""
    with transaction.atomic():
        ledger.append_all([entry("tried", NOW, number=number) for number in range(count)])


def commitment(seq: int) -> bytes:
    """What stands at a place, computed from the entry itself."""
    row = Entry.objects.get(id=Leaf.objects.get(seq=seq).entry)
    return hashlib.sha256(bytes(row.salt) + bytes(row.body)).digest()


def leaves() -> list[bytes]:
    """The leaf hashes, from the entries in the order of their places."""
    return [leaf_hash(commitment(seq)) for seq in range(Leaf.objects.count())]
