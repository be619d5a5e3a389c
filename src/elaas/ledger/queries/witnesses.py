"""What witnesses have cosigned, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from elaas.database.bulk import array, fetch
from elaas.ledger.models import Cosignature
from elaas.ledger.models import Head as HeadRow
from elaas.ledger.queries import tree
from elaas.ledger.queries.tree import Head
from elaas.ledger.witnesses import Witness
from elaas.tlog.note import Key


@dataclass(frozen=True, slots=True)
class Check:
    """A witness saw, at that time, that a log of `size` entries had only grown."""

    witness: str  # its name
    size: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A head, and who has cosigned it, the latest first."""

    head: Head
    checks: list[Check]

    @property
    def note(self) -> bytes:
        """Its checkpoint, with all its cosignatures."""
        return tree.cosigned(self.head)


def cosigned_size(key: Key) -> int | None:
    """The size of the largest head that this witness has cosigned; None: never any."""
    row = Cosignature.objects.filter(witness=str(key)).order_by("-head").first()
    return None if row is None else row.head_id


def last_checks(witnesses: Collection[Witness]) -> list[Check]:
    """The last one of each of these that ever made one, the latest first."""
    found = []
    for one in witnesses:
        row = Cosignature.objects.filter(witness=str(one.key)).order_by("-head").first()
        if row is not None:
            found.append(Check(one.key.name, row.head_id, row.seen_at))
    return sorted(found, key=lambda check: check.seen_at, reverse=True)


# The largest that one of these witnesses has cosigned, else the newest, with its cosignatures.
_SHOWN = """
SELECT h.size, h.peaks, h.note, h.settled, h.published_at, (
    SELECT string_agg(c.line, NULL ORDER BY c.seen_at, c.id) FROM ledger_cosignature c
    WHERE c.head_id = h.size)
FROM ledger_head h
WHERE h.size = coalesce(
    (SELECT max(last.head_id) FROM unnest(%s::text[]) AS asked (witness), LATERAL (
        SELECT c.head_id FROM ledger_cosignature c WHERE c.witness = asked.witness
        ORDER BY c.head_id DESC LIMIT 1) AS last),
    (SELECT max(size) FROM ledger_head))
"""


def to_show(witnesses: Collection[Witness]) -> tuple[Head, bytes] | None:
    """The head that pages prove by, and its checkpoint with all cosignatures; None: there is none.

    It is the largest that one of these has cosigned; while there is none, the newest. One query.
    """
    keys = array(str(one.key) for one in witnesses)
    found = fetch(connection, _SHOWN, [keys])
    if not found:
        return None
    [(size, peaks, note, settled, published_at, lines)] = found
    row = HeadRow(size=size, peaks=peaks, note=note, settled=settled, published_at=published_at)
    return Head.of(row), bytes(note) + bytes(lines or b"")


def witnessed(witnesses: Collection[Witness]) -> Witnessed | None:
    """The largest head that one of these has cosigned; None: there is none."""
    checks = last_checks(witnesses)
    if not checks:
        return None
    size = max(check.size for check in checks)
    head = tree.head_of(size)
    if head is None:  # a foreign key holds it
        return None
    return Witnessed(head, [check for check in checks if check.size == size])
