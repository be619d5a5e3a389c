"""A log that grows piece by piece has the tiles and the root of one that was made at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elaas.tlog.growth import Growth, widths
from elaas.tlog.tiles import WIDTH
from elaas.tlog.tree import Edge, root
from tests.tlog import grown

LEAVES = grown.leaves(70_000)


@settings(max_examples=30)  # each makes a tree of up to 4 200 leaves twice
@given(pieces=st.lists(st.integers(0, 700), max_size=6))
def test_in_pieces_it_grows_to_the_same_tiles_and_root(pieces: list[int]) -> None:
    size, kept = 0, {}
    growth = Growth(0, [])
    for piece in pieces:
        for full in growth.grow(LEAVES[size : size + piece]):
            kept[full.level, full.index] = full
        size += piece
        growth = Growth(size, tails(size))

    assert growth.edge == Edge().grown(LEAVES[:size])
    expected = {
        (tile.level, tile.index): held
        for tile, held in grown.tiles(size).items()
        if tile.level is not None and tile.width == WIDTH
    }
    assert {key: full.hashes for key, full in kept.items()} == expected


def test_a_tile_of_tiles_holds_their_roots() -> None:
    full = [one for one in Growth(0, []).grow(LEAVES[:65_536]) if one.level == 1]

    assert [one.index for one in full] == [0]
    assert full[0].root == root(LEAVES[:65_536])
    assert full[0].hashes[:32] == root(LEAVES[:256])


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 65_536, 70_000])
def test_its_edge_is_that_of_the_tree(size: int) -> None:
    growth = Growth(0, [])
    list(growth.grow(LEAVES[:size]))

    assert growth.edge == Edge().grown(LEAVES[:size])
    assert growth.tails == tails(size)
    assert Growth(size, tails(size)).edge == growth.edge


def test_it_does_not_begin_with_hashes_of_another_size() -> None:
    with pytest.raises(ValueError, match="does not end with these hashes"):
        Growth(257, [LEAVES[:2], LEAVES[:1]])


def tails(size: int) -> list[list[bytes]]:
    """What lies after the last whole tile of each level, from the leaves themselves."""
    return [
        [
            root(LEAVES[(first + at) << 8 * level : (first + at + 1) << 8 * level])
            for at in range(width)
        ]
        for level, width in enumerate(widths(size))
        for first in [(size >> 8 * (level + 1)) * WIDTH]
    ]
