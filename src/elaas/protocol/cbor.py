"""Deterministic CBOR (RFC 8949 section 4.2.1), and nothing that the protocol does not use.

One value has one encoding, and everything else is refused on the way in: a longer head than
needed, an indefinite length, a map out of order, a float, a trailing byte. Hence our own reader:
a general one also understands dates, sets and shared references, which no peer may send here.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

MAX_DEPTH = 16  # of nested items; the protocol needs six
_UINT, _NINT, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = range(7)
_STRINGS = frozenset({_BYTES, _TEXT})
_LONGER = 24  # a head's low bits from here on say how many bytes of argument follow
_SIMPLE: dict[bool | None, bytes] = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}
_FIRST_SIMPLE = 0xE0
_SIMPLE_BACK = {code[0]: value for value, code in _SIMPLE.items()}


class Malformed(Exception):
    """These bytes are not what the protocol says they are."""


class Tag(NamedTuple):
    """A tagged item (RFC 8949 section 3.4)."""

    number: int
    value: Any


@lru_cache(maxsize=4096)  # few differ: lengths, epochs, and the times that visits begin and end
def head(major: int, argument: int) -> bytes:
    """The shortest head of `major` type (0..7) with `argument` (0..2**64 - 1)."""
    first = major << 5
    if argument < 24:
        return bytes((first | argument,))
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes((first | code,)) + argument.to_bytes(size, "big")
    raise ValueError("a CBOR integer has at most 64 bits")


def byte_string(data: bytes) -> bytes:
    """`data` as one CBOR byte string."""
    return head(_BYTES, len(data)) + data


def text(value: str) -> bytes:
    """`value` as one CBOR text string."""
    data = value.encode()
    return head(_TEXT, len(data)) + data


def encode(value: Any) -> bytes:
    """`value` in deterministic CBOR.

    Takes None, bool, int of at most 64 bits, bytes, str, lists and tuples, mappings and `Tag`.
    Raises TypeError for any other type, ValueError for a larger int or two keys with one encoding.
    """
    match value:
        case None | bool():
            return _SIMPLE[value]
        case int():
            return head(_UINT, value) if value >= 0 else head(_NINT, -1 - value)
        case bytes():
            return byte_string(value)
        case str():
            return text(value)
        case _:
            return _encode_nested(value)


def _encode_nested(value: Any) -> bytes:
    match value:
        case Tag():
            return head(_TAG, value.number) + encode(value.value)
        case list() | tuple():
            return head(_ARRAY, len(value)) + b"".join(map(encode, value))
        case Mapping():
            pairs = sorted((encode(key), encode(item)) for key, item in value.items())
            return head(_MAP, len(pairs)) + b"".join(key + item for key, item in pairs)
        case _:
            raise TypeError(f"the protocol has no place for a {type(value).__name__}")


def decode(data: bytes) -> Any:
    """The one item in `data`: None, bool, int, bytes, str, list, dict or `Tag`.

    Raises Malformed unless `data` is exactly one item in deterministic encoding. Beware that
    Python takes True for 1: check with `type(value) is int`, or use `fields`.
    """
    value, end = _item(data, 0, 0)
    if end != len(data):
        raise Malformed("bytes after the end")
    return value


def fields(
    value: object, *, required: Iterable[int], optional: Iterable[int] = ()
) -> dict[int, Any]:
    """`value` as a map with integer keys: all of `required`, and besides them only `optional`.

    Raises Malformed for any other type or any other set of keys.
    """
    if not isinstance(value, dict) or not {*map(type, value)} <= {int}:
        raise Malformed("not a map with integer keys")
    wanted = frozenset(required)
    if value.keys() != wanted:
        missing = wanted - value.keys()
        surplus = value.keys() - wanted - set(optional)
        if missing or surplus:
            raise Malformed(f"keys missing {sorted(missing)}, keys too many {sorted(surplus)}")
    return value


def uint(value: object) -> int:
    """`value` if it is an unsigned integer; raises Malformed otherwise."""
    if type(value) is not int or value < 0:
        raise Malformed("not an unsigned integer")
    return value


def integer(value: object) -> int:
    """`value` if it is an integer; raises Malformed otherwise."""
    if type(value) is not int:
        raise Malformed("not an integer")
    return value


def string(value: object) -> str:
    """`value` if it is text; raises Malformed otherwise."""
    if not isinstance(value, str):
        raise Malformed("not text")
    return value


def octets(value: object, *, length: int | None = None) -> bytes:
    """`value` if it is bytes, of just that length if one is given; raises Malformed otherwise."""
    if not isinstance(value, bytes) or (length is not None and len(value) != length):
        raise Malformed("not bytes of the right length")
    return value


# The reader walks over the bytes once. Each part takes the bytes and where its item starts, and
# answers with the item and where the next one starts; every read is checked against the end.


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > MAX_DEPTH:
        raise Malformed("nested too deeply")
    if at >= len(data):
        raise Malformed("cut short")
    first = data[at]
    major, argument, at = first >> 5, first & 0x1F, at + 1
    if argument >= _LONGER:
        argument, at = _argument(data, at, first)
    if major == _UINT:
        return argument, at
    if major in _STRINGS:
        return _string(data, at, argument, major)
    return _nested(data, at, argument, major=major, depth=depth + 1)


def _argument(data: bytes, at: int, first: int) -> tuple[int, int]:
    """The argument that follows a head's `first` byte."""
    code = first & 0x1F
    if code > 27 or first >= _FIRST_SIMPLE:
        raise Malformed("an indefinite length, a float or a value without a meaning")
    size = 1 << (code - 24)
    end = at + size
    if end > len(data):
        raise Malformed("cut short")
    argument = int.from_bytes(data[at:end], "big")
    if argument < 24 or (size > 1 and argument < 1 << (4 * size)):
        raise Malformed("a head longer than needed")
    return argument, end


def _string(data: bytes, at: int, size: int, major: int) -> tuple[Any, int]:
    end = at + size
    if end > len(data):
        raise Malformed("cut short")
    if major == _BYTES:
        return data[at:end], end
    try:
        return data[at:end].decode(), end
    except UnicodeDecodeError as error:
        raise Malformed("text that is not UTF-8") from error


def _nested(data: bytes, at: int, argument: int, *, major: int, depth: int) -> tuple[Any, int]:
    if major == _MAP:
        return _map(data, at, argument, depth)
    if major == _ARRAY:
        return _array(data, at, argument, depth)
    if major == _TAG:
        value, at = _item(data, at, depth)
        return Tag(argument, value), at
    if major == _NINT:
        return -1 - argument, at
    code = _FIRST_SIMPLE | argument
    if code not in _SIMPLE_BACK:
        raise Malformed("a simple value that the protocol does not use")
    return _SIMPLE_BACK[code], at


def _array(data: bytes, at: int, size: int, depth: int) -> tuple[list[Any], int]:
    found = []
    for _ in range(size):
        value, at = _item(data, at, depth)
        found.append(value)
    return found, at


def _map(data: bytes, at: int, size: int, depth: int) -> tuple[dict[Any, Any], int]:
    found: dict[Any, Any] = {}
    before = b""
    for _ in range(size):
        start = at
        is_small = at < len(data) and data[at] < _LONGER  # as nearly every key is here
        key, at = (data[at], at + 1) if is_small else _item(data, at, depth)
        encoded = data[start:at]
        if encoded <= before:
            raise Malformed("a map out of order, or with a key twice")
        if not is_small and (isinstance(key, (dict, list, Tag)) or key in found):
            raise Malformed("a key that Python cannot hold apart")  # True and 1, for one
        before = encoded
        found[key], at = _item(data, at, depth)
    return found, at
