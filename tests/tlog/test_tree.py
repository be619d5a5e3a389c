"""The tree: its root, and how it grows."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales.tiles import next_split

from elaas.tlog.tree import EMPTY, Edge, leaf_hash, node_hash, root, whole
from tests.tlog.grown import leaves


def by_the_definition(hashes: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, word for word."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256().digest()
    split = next_split(len(hashes))
    return node_hash(by_the_definition(hashes[:split]), by_the_definition(hashes[split:]))


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 7, 8, 9, 255, 256, 257, 1000])
def test_the_root_is_what_the_rfc_defines(size: int) -> None:
    assert root(leaves(size)) == by_the_definition(leaves(size))


@given(sizes=st.lists(st.integers(0, 40), max_size=6))
def test_a_tree_that_grew_in_steps_is_the_same_tree(sizes: list[int]) -> None:
    hashes, edge, at = leaves(sum(sizes)), Edge(), 0
    for size in sizes:
        edge = edge.grown(hashes[at : at + size])
        at += size

    assert (edge.size, edge.root) == (at, by_the_definition(hashes))


@pytest.mark.parametrize("size", [1, 2, 4, 256])
def test_a_whole_subtree_has_the_root_of_a_tree_of_its_own(size: int) -> None:
    assert whole(leaves(size)) == by_the_definition(leaves(size))


@pytest.mark.parametrize("size", [0, 3, 6])
def test_what_is_no_whole_subtree_has_no_root_as_one(size: int) -> None:
    with pytest.raises(ValueError, match=r"subtree|shorter|longer"):
        whole(leaves(size))


def test_a_leaf_never_passes_for_a_node() -> None:
    left, right = leaves(2)

    assert leaf_hash(left + right) != node_hash(left, right)
    assert root([]) == EMPTY


@pytest.mark.parametrize(("size", "peaks"), [(-1, 0), (0, 1), (5, 1), (5, 3)])
def test_an_edge_has_as_many_peaks_as_its_size_says(size: int, peaks: int) -> None:
    with pytest.raises(ValueError, match="peaks"):
        Edge(size, tuple(leaves(peaks)))
