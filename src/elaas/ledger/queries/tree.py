"""The tree out of PostgreSQL: its head, its tiles, and proofs made of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import connection

from elaas.database.bulk import array, fetch
from elaas.ledger.models import Cosignature
from elaas.ledger.models import Head as HeadRow
from elaas.tlog.growth import Growth, widths
from elaas.tlog.proof import Nodes, consistency, inclusion
from elaas.tlog.tiles import WIDTH, Tile, bundled, nodes_from
from elaas.tlog.tree import HASH, Edge, leaf_hash


@dataclass(frozen=True, slots=True)
class Head:
    """The tree as it was published, with the signed note that says so."""

    edge: Edge
    note: bytes
    settled: int
    published_at: datetime

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self.edge.size

    @classmethod
    def of(cls, row: HeadRow) -> Self:
        """From its row."""
        peaks = bytes(row.peaks)
        cut = tuple(peaks[at : at + HASH] for at in range(0, len(peaks), HASH))
        return cls(Edge(row.size, cut), bytes(row.note), row.settled, row.published_at)


def head() -> Head | None:
    """The newest; None before anything was published."""
    row = HeadRow.objects.order_by("-size").first()
    return None if row is None else Head.of(row)


def head_of(size: int) -> Head | None:
    """The head of that size, if one was published."""
    row = HeadRow.objects.filter(size=size).first()
    return None if row is None else Head.of(row)


def cosigned(head: Head) -> bytes:
    """The note of `head`, with the cosignatures it has by now."""
    lines = Cosignature.objects.filter(head=head.size).order_by("seen_at", "id")
    return head.note + b"".join(bytes(one.line) for one in lines)


def places(entries: Collection[int]) -> dict[int, int]:
    """Where entries stand in the tree, by their ids; those not in it yet are left out."""
    rows = fetch(
        connection,
        "SELECT entry, seq FROM ledger_leaf WHERE entry = ANY(%s::bigint[])",
        [array(entries)],
    )
    return dict(rows)


def growth(edge_size: int) -> Growth:
    """The tree of that size, which must be the stored one, ready to grow."""
    tails = []
    count = edge_size
    for level, width in enumerate(widths(edge_size)):
        tails.append(_hashes(Tile(level, count // WIDTH, width)) if width else [])
        count //= WIDTH
    return Growth(edge_size, tails)


def tile(wanted: Tile) -> bytes:
    """What is in a tile that the tree has (Tile.is_in), also one that is not whole, or a bundle."""
    if wanted.level is None:
        return bundled(_commitments(wanted.index * WIDTH, wanted.width))
    return b"".join(_hashes(wanted))


def proofs(seqs: Iterable[int], head: Head) -> dict[int, list[bytes]]:
    """That these leaves are in the tree of `head`: the inclusion proof of each. One query.

    Raises ValueError where that tree has no such leaf.
    """
    some = sorted(set(seqs))
    read = _read({one for seq in some for one in _way_up(seq, head.size)})
    nodes = _with_peaks(head.edge, read.__getitem__)
    return {seq: inclusion(nodes, index=seq, size=head.size) for seq in some}


def growth_proof(*, old: int, head: Head) -> list[bytes]:
    """That the tree of `old` leaves is the beginning of that of `head`: the consistency proof.

    Raises ValueError unless 0 <= old <= its size.
    """
    return consistency(_with_peaks(head.edge, tile), old=old, new=head.size)


def _way_up(seq: int, size: int) -> Iterable[Tile]:
    """The tiles on the way from a leaf to the root of the tree of `size` leaves."""
    level, at, count = 0, seq, size
    while count:
        index = at // WIDTH
        yield Tile(level, index, min(WIDTH, count - index * WIDTH))
        if count <= WIDTH:
            return
        at, count = index, count // WIDTH
        level += 1
        if at >= count:  # what is beside it is a peak from here on
            return


def _with_peaks(edge: Edge, read: Callable[[Tile], bytes]) -> Nodes:
    """Nodes from tiles, but those at the tree's right edge from the edge itself."""
    levels = [level for level in reversed(range(edge.size.bit_length())) if edge.size >> level & 1]
    peaks = {
        (level, (edge.size >> level) - 1): peak
        for level, peak in zip(levels, edge.peaks, strict=True)
    }
    below = nodes_from(read, size=edge.size)
    return lambda level, index: peaks.get((level, index)) or below(level, index)


def _read(wanted: Collection[Tile]) -> Mapping[Tile, bytes]:
    """Tiles of hashes, whole or not, in one query."""
    whole = [one for one in wanted if one.width == WIDTH]
    parts = {(one.level or 0, one.index): one for one in wanted if one.width < WIDTH}
    ends = [
        (level, one.index * WIDTH, one.index * WIDTH + one.width - 1)
        for (level, _), one in parts.items()
    ]
    rows = fetch(
        connection,
        _TILES,
        {
            "levels": array(one.level for one in whole),
            "indexes": array(one.index for one in whole),
            "below": array(level - 1 for level, _, _ in ends if level),
            "firsts": array(first for level, first, _ in ends if level),
            "lasts": array(last for level, _, last in ends if level),
            "first": next((first for level, first, _ in ends if not level), 0),
            "last": next((last for level, _, last in ends if not level), -1),
        },
    )
    found = {(level, index): bytes(told) for level, index, told in rows}
    held = {one: found[one.level or 0, one.index] for one in whole}
    for (level, index), one in parts.items():
        told = found[level, index]
        held[one] = told if level else b"".join(map(leaf_hash, _cut(told)))
    return held


# Whole tiles; the roots that lie in tiles not whole yet; and the leaves that do, as commitments.
_TILES = """
SELECT t.level, t.index, t.hashes
FROM unnest(%(levels)s::smallint[], %(indexes)s::bigint[]) AS wanted (level, index)
JOIN ledger_tile t ON t.level = wanted.level AND t.index = wanted.index
UNION ALL
SELECT (part.level + 1)::smallint, part.first / 256, (
    SELECT string_agg(t.root, NULL ORDER BY t.index) FROM ledger_tile t
    WHERE t.level = part.level AND t.index BETWEEN part.first AND part.last)
FROM unnest(%(below)s::smallint[], %(firsts)s::bigint[], %(lasts)s::bigint[])
    AS part (level, first, last)
UNION ALL
SELECT 0::smallint, %(first)s::bigint / 256, string_agg(commitment, NULL ORDER BY seq)
FROM ledger_leaf WHERE seq BETWEEN %(first)s::bigint AND %(last)s::bigint
HAVING %(last)s::bigint >= 0
"""


def _hashes(wanted: Tile) -> list[bytes]:
    return _cut(_read([wanted])[wanted])


def _commitments(first: int, count: int) -> Sequence[bytes]:
    rows = fetch(
        connection,
        "SELECT commitment FROM ledger_leaf WHERE seq >= %s AND seq < %s ORDER BY seq",
        [first, first + count],
    )
    return [bytes(one) for (one,) in rows]


def _cut(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]
