"""Tiles: their names, what is in them, and a foreign reader that lives on them alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlog_scales import reader
from tlog_scales.tiles import tile_path

from elaas.tlog.proof import check_consistency, check_inclusion, consistency, inclusion
from elaas.tlog.tiles import (
    NoTile,
    Tile,
    bundled,
    entries_in,
    hashes_in,
    nodes_from,
    tile_named,
    tiles_of,
)
from elaas.tlog.tree import root
from tests.tlog import grown

SIZES = [1, 255, 256, 257, 600, 70_000]


class Shelf:
    """The log's tiles as a foreign reader asks for them."""

    def __init__(self, size: int) -> None:
        self._kept = {f"tile/{tile.name}": held for tile, held in grown.tiles(size).items()}

    def get(self, *path: str) -> bytes | None:
        return self._kept.get("/".join(path))


def foreign(size: int) -> reader.TilesReader:
    read = reader.TilesReader(Shelf(size))
    read.set_size(size)
    return read


@pytest.mark.parametrize("size", SIZES)
def test_a_foreign_reader_finds_the_same_root_and_entries(size: int) -> None:
    read = foreign(size)

    assert read.calculate_root_hash() == root(grown.leaves(size))
    assert read.get_entry(size - 1) == grown.entries(size)[-1]


@pytest.mark.parametrize("size", SIZES)
def test_a_foreign_reader_makes_the_same_proofs(size: int) -> None:
    tiles, read = grown.tiles(size), foreign(size)
    node = nodes_from(tiles.__getitem__, size=size)
    index, old = size // 3, size - size // 4

    included = inclusion(node, index=index, size=size)
    grew = consistency(node, old=old, new=size)

    assert included == read.get_inclusion_proof(index, size).node_hashes
    assert grew == read.get_consistency_proof(old, size).node_hashes
    head, hashes = root(grown.leaves(size)), grown.leaves(size)
    check_inclusion(included, leaf=hashes[index], index=index, size=size, root=head)
    check_consistency(grew, old=old, new=size, old_root=root(hashes[:old]), new_root=head)


@given(
    level=st.none() | st.integers(0, 63),
    index=st.integers(0, 2**40),
    width=st.integers(1, 256),
)
def test_a_tile_is_found_by_its_name_which_others_write_likewise(
    level: int | None, index: int, width: int
) -> None:
    tile = Tile(level, index, width)
    theirs = tile_path(-1 if level is None else level, index, width % 256)

    assert tile_named(tile.name) == tile
    assert f"tile/{tile.name}" == "/".join(theirs)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "0",
        "0/1",
        "0/0001",
        "00/001",
        "64/001",
        "-1/001",
        "0/x000/001",
        "0/x001/x234/67",
        "0/001.p/0",
        "0/001.p/256",
        "0/001.p/257",
        "0/001.p/08",
        "0/001/",
        "entries/1",
        "0/\N{ARABIC-INDIC DIGIT ZERO}01",
    ],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(NoTile):
        tile_named(name)


@given(size=st.integers(0, 70_000), since=st.integers(0, 70_000))
def test_a_log_that_grew_has_new_tiles_and_those_it_had(size: int, since: int) -> None:
    since = min(size, since)
    now = set(tiles_of(size))
    new = set(tiles_of(size, since=since))

    assert new <= now
    assert {tile for tile in now if tile.is_in(since)} | new == now
    assert all(tile.is_in(size) for tile in now)
    assert not new & set(tiles_of(since)) or size == since


def test_what_does_not_hold_what_its_name_says_is_refused() -> None:
    tile, bundle = Tile(0, 0, 2), Tile(None, 0, 2)

    assert hashes_in(tile, bytes(64)) == [bytes(32), bytes(32)]
    assert entries_in(bundle, bundled([b"", b"ab"])) == [b"", b"ab"]
    for content in (bytes(63), bytes(96)):
        with pytest.raises(NoTile):
            hashes_in(tile, content)
    for content in (b"\x00\x05abc", bundled([b"a"]), bundled([b"a"] * 3)):
        with pytest.raises(NoTile):
            entries_in(bundle, content)
