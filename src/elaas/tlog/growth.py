"""A log that grows, as it is stored: whole tiles only, and the hashes that do not fill one yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from elaas.tlog.tiles import WIDTH
from elaas.tlog.tree import Edge, node_hash


@dataclass(frozen=True, slots=True)
class Full:
    """A tile that became whole: 256 hashes of its level, and the root over them."""

    level: int
    index: int
    root: bytes
    hashes: bytes


class Growth:
    """A log of `size` entries, and its `tails`: per level, the hashes after its last whole tile.

    A hash is that of a leaf at level 0, and above it the root of a whole tile.
    """

    def __init__(self, size: int, tails: Sequence[Sequence[bytes]]) -> None:
        """Raise ValueError unless the tails are as long as a log of that size has them."""
        self.size = size
        self._tails = [list(tail) for tail in tails]
        if [len(tail) for tail in self._tails] != widths(size):
            message = f"A log of {size} entries does not end with these hashes."
            raise ValueError(message)

    @property
    def edge(self) -> Edge:
        """Its right edge: the peaks of the highest level are the largest."""
        peaks = [peak for tail in reversed(self._tails) for peak in Edge().grown(tail).peaks]
        return Edge(self.size, tuple(peaks))

    @property
    def tails(self) -> list[list[bytes]]:
        """Per level, the hashes after its last whole tile."""
        return [list(tail) for tail in self._tails]

    def grow(self, leaves: Iterable[bytes]) -> Iterator[Full]:
        """Append these leaf hashes; answers the tiles that became whole, lower ones first."""
        for leaf in leaves:
            self.size += 1
            yield from self._add(0, leaf)

    def _add(self, level: int, hashed: bytes) -> Iterator[Full]:
        if level == len(self._tails):
            self._tails.append([])
        tail = self._tails[level]
        tail.append(hashed)
        if len(tail) == WIDTH:
            root = _root_of_whole(tail)
            index = (self.size >> 8 * (level + 1)) - 1
            yield Full(level, index, root, b"".join(tail))
            tail.clear()
            yield from self._add(level + 1, root)


def widths(size: int) -> list[int]:
    """How many hashes lie after the last whole tile of each level, lowest level first."""
    found = []
    while size:
        size, rest = divmod(size, WIDTH)
        found.append(rest)
    return found


def _root_of_whole(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]
