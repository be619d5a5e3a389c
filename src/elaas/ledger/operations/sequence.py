"""Give what was appended its place in the tree, and publish the tree's head, signed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from elaas.database.bulk import Table, copy_in, fetch, field
from elaas.ledger.models import Head as HeadRow
from elaas.ledger.queries import tree
from elaas.ledger.queries.tree import Head
from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.growth import Full
from elaas.tlog.note import Signer
from elaas.tlog.tree import HASH, leaf_hash

# Only one at a time sequences. The number is ours alone in this database.
SEQUENCER_LOCK = 0x654C_5303
AT_ONCE = 50_000  # entries in one transaction: some 10 MB here

_TILES = Table("ledger_tile", ("level", "index", "root", "hashes"))


def publish(*, signer: Signer, now: datetime, everything: bool = False) -> Head:
    """Take in all that was committed before this call, and answer the head that covers it.

    `everything`: look at every entry there is, and not only at those that may be new: once when a
    worker starts, because a restored database counts its transactions anew.
    """
    while True:
        head, is_all = _sequence_some(signer, now, everything=everything)
        if is_all:
            return head


@transaction.atomic
def _sequence_some(signer: Signer, now: datetime, *, everything: bool) -> tuple[Head, bool]:
    """One transaction's worth; answers the newest head and whether nothing is left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        # Before the entries are looked for: whoever is not under way now is seen then.
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (oldest,) = cursor.fetchone()
    head = tree.head()
    size, settled = (head.size, head.settled) if head else (0, 0)
    if everything or settled > oldest:  # a restored database counts anew
        settled = 0
    commitments, is_all = _take_in(size, settled)
    if head and not commitments:
        return head, True
    settled = oldest if is_all else settled
    return extend(size, commitments, signer=signer, settled=settled, now=now), is_all


def extend(
    size: int, commitments: Iterable[bytes], *, signer: Signer, settled: int, now: datetime
) -> Head:
    """Put the tree of `size` leaves under those that were numbered after it, and sign its head."""
    grown = tree.growth(size)
    copy_in(connection, _TILES, map(_row, grown.grow(map(leaf_hash, commitments))))
    edge = grown.edge
    signed = Checkpoint(signer.name, edge.size, edge.root).signed(signer)
    new = Head(edge, signed.encode(), settled, now)
    HeadRow.objects.create(
        size=edge.size,
        peaks=b"".join(edge.peaks),
        note=new.note,
        settled=new.settled,
        published_at=now,
    )
    return new


def _take_in(size: int, settled: int) -> tuple[list[bytes], bool]:
    """Number what is not in the tree yet, from `size` on.

    Answers the commitments in their order, and whether that is all there is.

    Above the last entry that was taken in, everything is new. Below, only a transaction that was
    under way then can have brought something since, and those are not older than `settled`.
    """
    if settled:
        # Few lie below, among millions that are in the tree: look each of them up.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    asked = {"size": size, "settled": settled, "most": AT_ONCE}
    [(told, found)] = fetch(connection, _NUMBER, asked)
    cut = [told[at : at + HASH] for at in range(0, len(told or b""), HASH)]
    return cut, found <= AT_ONCE


_NUMBER = """
WITH last AS MATERIALIZED (SELECT coalesce(max(entry), 0) AS entry FROM ledger_leaf),
fresh AS MATERIALIZED (
    (SELECT e.id, e.salt, e.body FROM ledger_entry e
     WHERE e.xact >= %(settled)s::text::xid8 AND e.id <= (SELECT entry FROM last)
       AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.entry = e.id)
     ORDER BY e.id LIMIT %(most)s::int + 1)
    UNION ALL
    (SELECT e.id, e.salt, e.body FROM ledger_entry e
     WHERE e.id > (SELECT entry FROM last) ORDER BY e.id LIMIT %(most)s::int + 1)
),
numbered AS (
    INSERT INTO ledger_leaf (seq, entry, commitment)
    SELECT %(size)s::bigint + row_number() OVER (ORDER BY id) - 1, id, sha256(salt || body)
    FROM (SELECT * FROM fresh ORDER BY id LIMIT %(most)s::int) AS chosen
    RETURNING seq, commitment
)
SELECT string_agg(commitment, NULL ORDER BY seq), (SELECT count(*) FROM fresh) FROM numbered
"""


def _row(full: Full) -> bytes:
    return _TILES.row(
        field(full.level.to_bytes(2, "big")),
        field(full.index.to_bytes(8, "big")),
        field(full.root),
        field(full.hashes),
    )
