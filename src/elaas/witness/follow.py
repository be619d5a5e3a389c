"""Follows a log by its tiles alone: everything new is computed again, from the entries to the root.

Nothing of the log is believed but the signature on its checkpoint, and that only as the log's word.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import takewhile

from elaas.tlog.checkpoint import Checkpoint
from elaas.tlog.growth import Growth, widths
from elaas.tlog.tiles import WIDTH, NoTile, Tile, entries_in, hashes_in, tiles_of
from elaas.tlog.tree import leaf_hash

AHEAD = 8  # tiles fetched at once

Read = Callable[[Tile], bytes]


class Fault(Exception):
    """The log is not what it must be; the message names what is wrong."""


def check_growth(read: Read, *, old: Checkpoint, new: Checkpoint) -> None:
    """Raise Fault unless the log of `new` is that of `old`, and more.

    `read` fetches a tile or a bundle of the log. All entries after `old` are read once, and never
    more than a few tiles of them held.
    """
    if new.size < old.size:
        message = f"the log has shrunk: it had {old.size} entries, and now has {new.size}"
        raise Fault(message)
    if new.size == old.size and new.root != old.root:
        message = f"the log has forked: two roots were signed for its {new.size} entries"
        raise Fault(message)
    if new.size > old.size:
        growth = _as_it_was(read, old)
        _grow(read, growth, new.size)
        _check_edge(read, growth, new)


def _grow(read: Read, growth: Growth, size: int) -> None:
    """Append what is new, and compare each tile that becomes whole."""
    old, seen = growth.size, growth.tails[0] if growth.tails else []
    for bundle, tile, told, hashed in _leaves(read, size, since=old):
        leaves = _checked(bundle, tile, told, hashed)
        known = max(0, old - bundle.index * WIDTH)
        if leaves[:known] != seen[:known]:
            raise Fault(f"{bundle.name} has other entries than it had: the log has forked")
        for full in growth.grow(leaves[known:]):
            if full.level:
                _compare(read, Tile(full.level, full.index), full.hashes)


def _as_it_was(read: Read, old: Checkpoint) -> Growth:
    """The tree that was seen, out of the tiles there are now."""
    tails, count = [], old.size
    for level, width in enumerate(widths(old.size)):
        tile = Tile(level, count // WIDTH, width)
        tails.append(_hashes(tile, read(tile)) if width else [])
        count //= WIDTH
    growth = Growth(old.size, tails)
    if growth.edge.root != old.root:
        message = f"the log has forked: its first {old.size} entries are not those that were seen"
        raise Fault(message)
    return growth


def _leaves(read: Read, size: int, *, since: int) -> Iterator[tuple[Tile, Tile, bytes, bytes]]:
    """Each bundle that is new or longer, the tile of its hashes, and what is in both."""
    lowest = takewhile(lambda tile: tile.level == 0, tiles_of(size, since=since))
    return _ahead(read, ((Tile(None, one.index, one.width), one) for one in lowest))


def _ahead(
    read: Read, pairs: Iterable[tuple[Tile, Tile]]
) -> Iterator[tuple[Tile, Tile, bytes, bytes]]:
    """What is in these, in order, with a few of them under way."""
    waiting: deque[tuple[Tile, Tile, Future[bytes], Future[bytes]]] = deque()
    with ThreadPoolExecutor(AHEAD) as threads:
        for bundle, tile in pairs:
            both = threads.submit(read, bundle), threads.submit(read, tile)
            waiting.append((bundle, tile, *both))
            if len(waiting) == AHEAD:
                first, second, told, hashed = waiting.popleft()
                yield first, second, told.result(), hashed.result()
        for first, second, told, hashed in waiting:
            yield first, second, told.result(), hashed.result()


def _checked(bundle: Tile, tile: Tile, told: bytes, hashed: bytes) -> list[bytes]:
    try:
        leaves = [leaf_hash(entry) for entry in entries_in(bundle, told)]
    except NoTile as reason:
        raise Fault(str(reason)) from None
    for at, (leaf, said) in enumerate(zip(leaves, _hashes(tile, hashed), strict=True)):
        if leaf != said:
            number = bundle.index * WIDTH + at
            raise Fault(f"tile {tile.name} does not hold the hash of entry {number}")
    return leaves


def _check_edge(read: Read, growth: Growth, new: Checkpoint) -> None:
    count = new.size
    for level, tail in enumerate(growth.tails):
        if level and tail:
            _compare(read, Tile(level, count // WIDTH, len(tail)), b"".join(tail))
        count //= WIDTH
    if growth.edge.root != new.root:
        message = f"the signed root is not that of the log's {new.size} entries"
        raise Fault(message)


def _compare(read: Read, tile: Tile, expected: bytes) -> None:
    if read(tile) != expected:
        raise Fault(f"tile {tile.name} does not hold the hashes of the tiles below it")


def _hashes(tile: Tile, content: bytes) -> list[bytes]:
    try:
        return hashes_in(tile, content)
    except NoTile as reason:
        raise Fault(str(reason)) from None
