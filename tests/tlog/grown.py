"""A small log in memory, as its tiles."""

from elaas.tlog.proof import Nodes
from elaas.tlog.tiles import WIDTH, Tile, bundled, tiles_of
from elaas.tlog.tree import leaf_hash, root


def entries(size: int) -> list[bytes]:
    """That many different entries, some of them empty or long."""
    return [bytes([number % 251]) * (number % 40) + str(number).encode() for number in range(size)]


def leaves(size: int) -> list[bytes]:
    """Their leaf hashes."""
    return [leaf_hash(entry) for entry in entries(size)]


def nodes(size: int) -> Nodes:
    """The nodes, each from the leaves below it: no tile, no edge."""
    hashes = leaves(size)

    def node(level: int, index: int) -> bytes:
        assert (index + 1) << level <= size
        return root(hashes[index << level : (index + 1) << level])

    return node


def tiles(size: int) -> dict[Tile, bytes]:
    """Every tile of the log, and every bundle."""
    node, told = nodes(size), entries(size)
    found = {}
    for tile in tiles_of(size):
        first = tile.index * WIDTH
        level = 8 * (tile.level or 0)
        found[tile] = b"".join(node(level, first + at) for at in range(tile.width))
        if tile.level == 0:
            found[Tile(None, tile.index, tile.width)] = bundled(told[first : first + tile.width])
    return found
