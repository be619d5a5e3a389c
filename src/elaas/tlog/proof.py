"""Proofs over the tree (RFC 9162 sections 2.1.3 and 2.1.4): made from its nodes, and checked.

A node is the root of a whole subtree: (level, index) covers the 2**level leaves from
index * 2**level on. Checking needs no tree.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from elaas.tlog.tree import EMPTY, HASH, joined, node_hash


class NotProven(Exception):
    """The proof does not show what it should; the message says what is wrong with it."""


class Nodes(Protocol):
    """Where the hashes of whole subtrees come from."""

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of that subtree, 32 bytes."""


def inclusion(nodes: Nodes, *, index: int, size: int) -> list[bytes]:
    """That leaf `index` is in the tree of `size` leaves: the siblings on its way, lowest first.

    Raises ValueError where that tree has no such leaf.
    """
    if not 0 <= index < size:
        message = f"A tree of {size} leaves has no leaf {index}."
        raise ValueError(message)
    return [_root_of(nodes, start, end) for start, end in _siblings(index, index + 1, size)]


def consistency(nodes: Nodes, *, old: int, new: int) -> list[bytes]:
    """That the tree of `old` leaves is the beginning of the tree of `new`.

    Raises ValueError unless 0 <= old <= new. Nothing has to be shown where one is empty, or both
    are the same.
    """
    if not 0 <= old <= new:
        message = f"A tree of {old} leaves is not the beginning of one of {new}."
        raise ValueError(message)
    if old in (0, new):
        return []
    last = old & -old  # leaves in the smallest whole subtree of the old tree
    path = [_root_of(nodes, start, end) for start, end in _siblings(old - last, old, new)]
    return path if last == old else [_root_of(nodes, old - last, old), *path]


def check_inclusion(
    proof: Sequence[bytes], *, leaf: bytes, index: int, size: int, root: bytes
) -> None:
    """Raise NotProven unless the tree of `size` leaves and `root` has `leaf` (a hash) at `index`.

    RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        message = f"a tree of {size} leaves has no leaf {index}"
        raise NotProven(message)
    _check_hashes((leaf, root, *proof))
    found = leaf
    for sibling, is_left in _climbed(proof, index, size - 1):
        found = node_hash(sibling, found) if is_left else node_hash(found, sibling)
    if found != root:
        raise NotProven("the leaf is not there")


def check_consistency(
    proof: Sequence[bytes], *, old: int, new: int, old_root: bytes, new_root: bytes
) -> None:
    """Raise NotProven unless the new tree begins with all that the old one has.

    RFC 9162 section 2.1.4.2; with nothing before, the old root must be that of an empty tree.
    """
    if not 0 <= old <= new:
        message = f"a tree of {old} leaves is not the beginning of one of {new}"
        raise NotProven(message)
    _check_hashes((old_root, new_root, *proof))
    if old in (0, new):
        _check_nothing_to_show(proof, old_root, new_root if old else EMPTY)
        return
    last = (old & -old).bit_length() - 1  # the level of the smallest whole subtree of the old tree
    path = [old_root, *proof] if old == 1 << last else proof
    before = after = path[0] if path else b""  # without a path, the climb is too short
    for sibling, is_left in _climbed(path[1:], (old - 1) >> last, (new - 1) >> last):
        if is_left:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    if before != old_root:
        raise NotProven("it is not about that old tree")
    if after != new_root:
        raise NotProven("the old tree is not in the new one")


def _check_nothing_to_show(proof: Sequence[bytes], old_root: bytes, expected: bytes) -> None:
    if proof:
        raise NotProven("there is nothing to prove, and yet a proof")
    if old_root != expected:
        raise NotProven("two trees of that size differ")


def _check_hashes(told: Iterable[bytes]) -> None:
    if any(len(one) != HASH for one in told):
        raise NotProven("something in it is no hash")


def _climbed(proof: Sequence[bytes], at: int, last: int) -> Iterator[tuple[bytes, bool]]:
    """The siblings from node `at` of its level up to the root, and which of them are left of it.

    `last`: the last node of that level. Raises NotProven when they are too many or too few.
    """
    for sibling in proof:
        if last == 0:
            raise NotProven("the proof is too long")
        is_left = bool(at & 1) or at == last
        yield sibling, is_left
        while is_left and at and not at & 1:  # the last of an odd number moves up as it is
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    if last:
        raise NotProven("the proof is too short")


def _siblings(start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges of leaves beside the way from a whole subtree up to the root, lowest first."""
    beside: list[tuple[int, int]] = []
    low, high = 0, size
    while (low, high) != (start, end):
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if start < middle:
            beside.append((middle, high))
            high = middle
        else:
            beside.append((low, middle))
            low = middle
    return reversed(beside)


def _root_of(nodes: Nodes, start: int, end: int) -> bytes:
    """The root over the leaves from `start` until before `end`; `start` fits the largest part."""
    peaks = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(nodes(level, start >> level))
        start += 1 << level
    return joined(peaks)
