"""The tree cut into tiles (C2SP tlog-tiles): how they are called, and what is in them.

A tile holds up to 256 hashes of one level, eight levels of the tree high; a bundle the entries
themselves. Only the last one of a level may hold fewer; then its name says how many.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from elaas.tlog.proof import Nodes
from elaas.tlog.tree import HASH, whole

HEIGHT = 8
WIDTH = 256
ENTRY_SIZE = 2  # bytes of length before an entry in a bundle
_TOP = 63  # levels of tiles a name can have
_NAME = re.compile(r"(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class NoTile(ValueError):
    """That is no name of a tile, or not what a tile of that name holds."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: `level` counts tiles' levels, None is a bundle of entries."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def name(self) -> str:
        """Its address below `/tile/`, e.g. `0/x001/x234/067.p/8`."""
        level = "entries" if self.level is None else str(self.level)
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.append(f"x{rest % 1000:03}")
            rest //= 1000
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"{level}/{'/'.join(reversed(groups))}{part}"

    def is_in(self, size: int) -> bool:
        """Whether a log of `size` entries has a tile of this name, now or on its way there."""
        step = HEIGHT * (self.level or 0)
        return (size >> step) - self.index * WIDTH >= self.width


def tile_named(name: str) -> Tile:
    """The tile of this name; raises NoTile."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise NoTile(f"«{name}» is no name of a tile.")
    level, index, width = found.groups()
    tile = Tile(
        None if level == "entries" else int(level),
        int(index.replace("x", "").replace("/", "")),
        int(width) if width else WIDTH,
    )
    if (tile.level or 0) > _TOP or tile.width > WIDTH or tile.name != name:
        raise NoTile(f"«{name}» is no name of a tile.")
    return tile


def tiles_of(size: int, *, since: int = 0) -> Iterator[Tile]:
    """The tiles of a log of `size` entries that one of `since` did not have, lowest level first."""
    level = 0
    while size:
        first, (whole, part) = since // WIDTH, divmod(size, WIDTH)
        yield from (Tile(level, index) for index in range(first, whole))
        if part and size > since:
            yield Tile(level, whole, part)
        level, size, since = level + 1, size // WIDTH, since // WIDTH


def hashes_in(tile: Tile, content: bytes) -> list[bytes]:
    """The hashes in a tile of hashes; raises NoTile."""
    if len(content) != tile.width * HASH:
        raise NoTile(f"{tile.name} does not hold {tile.width} hashes.")
    return [content[at : at + HASH] for at in range(0, len(content), HASH)]


def bundled(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle holds them: each after its length in two bytes."""
    return b"".join(len(entry).to_bytes(ENTRY_SIZE, "big") + entry for entry in entries)


def entries_in(tile: Tile, content: bytes) -> list[bytes]:
    """The entries in a bundle; raises NoTile."""
    entries, at = [], 0
    while at < len(content):
        start = at + ENTRY_SIZE
        at = start + int.from_bytes(content[at:start], "big")
        entries.append(content[start:at])
    if at != len(content) or len(entries) != tile.width:
        raise NoTile(f"{tile.name} does not hold {tile.width} entries.")
    return entries


def nodes_from(read: Callable[[Tile], bytes], *, size: int) -> Nodes:
    """The nodes of a log of `size` entries out of its tiles; `read` fetches one, once.

    What was fetched is not checked here: a proof made of it is.
    """

    @cache
    def hashes(tile: Tile) -> list[bytes]:
        return hashes_in(tile, read(tile))

    @cache
    def node(level: int, index: int) -> bytes:
        height, above = level // HEIGHT, level % HEIGHT
        first = index << above
        place = first // WIDTH
        width = min(WIDTH, (size >> (HEIGHT * height)) - place * WIDTH)
        tile = Tile(height, place, width)
        at = first % WIDTH
        return whole(hashes(tile)[at : at + (1 << above)])

    return node
