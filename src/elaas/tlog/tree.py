"""The Merkle tree of RFC 9162 section 2.1: hashes, and a tree that grows at its right edge."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH = 32  # bytes of SHA-256
EMPTY = hashlib.sha256().digest()  # the root of a tree without leaves


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one leaf: 0x00 before it, so that no node passes for a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Edge:
    """All of a tree that its growth depends on: how many leaves it has, and its right edge.

    `peaks` are the roots of the whole subtrees it is made of, the largest first: one for each 1 in
    the binary form of `size`.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError unless there are as many peaks as a tree of this size has."""
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            message = f"A tree of {self.size} leaves does not have {len(self.peaks)} peaks."
            raise ValueError(message)

    @property
    def root(self) -> bytes:
        """The root hash."""
        return joined(self.peaks)

    def grown(self, leaves: Iterable[bytes]) -> "Edge":
        """The edge once these leaf hashes are appended."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            whole = leaf
            for _ in range(_ones_at_the_end(size)):
                whole = node_hash(peaks.pop(), whole)
            peaks.append(whole)
            size += 1
        return Edge(size, tuple(peaks))


def joined(peaks: Sequence[bytes]) -> bytes:
    """The root over whole subtrees, the largest first."""
    if not peaks:
        return EMPTY
    *rest, root = peaks
    for peak in reversed(rest):
        root = node_hash(peak, root)
    return root


def whole(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**n neighbours of one level, which begin a whole subtree.

    Raises ValueError where they are not 2**n.
    """
    if not hashes:
        raise ValueError("A subtree has at least one hash.")
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes."""
    return Edge().grown(leaves).root


def _ones_at_the_end(size: int) -> int:
    return (~size & (size + 1)).bit_length() - 1
