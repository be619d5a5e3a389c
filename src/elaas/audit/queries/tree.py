"""The tree recomputed from the entries, against what is stored, signed, and known outside."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from elaas.audit.queries.stream import rows
from elaas.audit.rules import Fault, entry
from elaas.ledger.entries import moment
from elaas.tlog.checkpoint import Checkpoint, verified
from elaas.tlog.growth import Full, Growth
from elaas.tlog.note import BadNote, Key
from elaas.tlog.tree import leaf_hash

ERASED = "entry_erased"

_ENTRIES = """
    SELECT l.seq, l.commitment, e.id, e.kind, e.at, e.body, e.salt
    FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.id = l.entry ORDER BY l.seq
"""
_TILES = "SELECT level, index, root, hashes FROM ledger_tile ORDER BY level, index"
_HEADS = "SELECT size, peaks, note FROM ledger_head ORDER BY size"
# No transaction under way at a head's time brought them, and yet they have no place.
_KEPT_OUT = """
    SELECT e.id FROM ledger_entry e
    WHERE e.xact < (SELECT max(settled) FROM ledger_head)::text::xid8
      AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.entry = e.id) ORDER BY e.id
"""


@dataclass(slots=True)
class Seen:
    """What the pass over the entries found out, for those that follow it."""

    size: int = 0
    missing: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)


def faults(*, log: Key, outside: Collection[Checkpoint], seen: Seen) -> Iterator[Fault]:
    """Recompute the tree. `outside`: checkpoints that somebody else has kept."""
    growth = Growth(0, [])
    heads = _Heads(log, outside)
    yield from heads.at(growth)
    for seq, commitment, number, kind, at, body, salt in rows("entries", _ENTRIES):
        if seq != growth.size:
            yield Fault(entry(growth.size), "it is missing: the places have a hole")
            return  # everything after it stands elsewhere now
        if number is None:
            seen.missing.add(seq)
        else:
            yield from _entry(seq, (kind, at, body, salt), commitment, seen)
        for full in growth.grow([leaf_hash(commitment)]):
            seen.tiles[full.level, full.index] = _digest(full)
        yield from heads.at(growth)
    seen.size = growth.size
    yield from heads.left(growth.size)
    yield from _tiles(seen)
    yield from _erased(seen)
    for (number,) in rows("kept_out", _KEPT_OUT):
        yield Fault(f"row {number} of the ledger", "it was kept out of the tree")


def _entry(
    seq: int, row: tuple[str, datetime, bytes, bytes], commitment: bytes, seen: Seen
) -> Iterator[Fault]:
    kind, at, body, salt = row
    if hashlib.sha256(salt + body).digest() != commitment:
        yield Fault(entry(seq), "it is not what stands in the tree")
        return
    told: dict[str, Any] = json.loads(body)
    if (told["kind"], told["at"]) != (kind, moment(at)):
        yield Fault(entry(seq), "its kind or time beside it is not what it says itself")
    if told["kind"] == ERASED:
        seen.erased.update(range(told["first"], told["last"] + 1))


class _Heads:
    """The heads that were published, and the checkpoints that somebody else has kept, by size."""

    def __init__(self, log: Key, outside: Collection[Checkpoint]) -> None:
        self._log = log
        self._published = rows("heads", _HEADS)
        self._next = next(self._published, None)
        self._outside = sorted(outside, key=lambda one: one.size)

    def at(self, growth: Growth) -> Iterator[Fault]:
        """Compare those of the size that the tree has now."""
        while self._outside and self._outside[0].size == growth.size:
            if self._outside.pop(0).root != growth.edge.root:
                yield Fault(
                    f"the log of {growth.size} entries",
                    "it is another one than outside: something in it was changed",
                )
        if self._next and self._next[0] == growth.size:
            _, peaks, note = self._next
            yield from self._head(growth, peaks, note)
            self._next = next(self._published, None)

    def _head(self, growth: Growth, peaks: bytes, note: bytes) -> Iterator[Fault]:
        where = f"the head of {growth.size} entries"
        edge = growth.edge
        if b"".join(edge.peaks) != peaks:
            yield Fault(where, "it is not that of these entries")
        try:
            checkpoint, _ = verified(note, log=self._log)
        except BadNote as reason:
            yield Fault(where, f"its checkpoint does not hold: {reason}")
            return
        if (checkpoint.size, checkpoint.root) != (edge.size, edge.root):
            yield Fault(where, "its checkpoint is not that of these entries")

    def left(self, size: int) -> Iterator[Fault]:
        """Those that are larger than the log."""
        for one in self._outside:
            yield Fault(f"the log of {size} entries", f"outside it is known to have had {one.size}")
        while self._next:
            yield Fault(f"the head of {self._next[0]} entries", "there are not so many entries")
            self._next = next(self._published, None)


def _tiles(seen: Seen) -> Iterator[Fault]:
    expected = dict(seen.tiles)
    for level, index, root, hashes in rows("tiles", _TILES):
        known = expected.pop((level, index), None)
        if known is None:
            yield Fault(f"tile {level}/{index}", "the tree has no such tile")
        elif known != _digest(Full(level, index, root, hashes)):
            yield Fault(f"tile {level}/{index}", "it is not that of these entries")
    for level, index in sorted(expected):
        yield Fault(f"tile {level}/{index}", "it is missing")


def _erased(seen: Seen) -> Iterator[Fault]:
    for seq in sorted(seen.missing - seen.erased):
        yield Fault(entry(seq), "it is gone, and no entry tells of its erasure")


def _digest(full: Full) -> bytes:
    return hashlib.sha256(full.root + full.hashes).digest()
