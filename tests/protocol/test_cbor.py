"""One value, one encoding; everything else is refused. The `cbor2` package is the other opinion."""

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.protocol import cbor
from elaas.protocol.cbor import Malformed, Tag

KEYS = st.integers(-(2**64), 2**64 - 1) | st.text(max_size=8) | st.binary(max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
WRONG = {
    "nothing": "",
    "two items": "0101",
    "a head longer than needed": "1817",
    "two bytes where one does": "1900ff",
    "four bytes where two do": "1a0000ffff",
    "eight bytes where four do": "1b00000000ffffffff",
    "an indefinite array": "9fff",
    "a reserved head": "1c",
    "a float": "f93c00",
    "undefined": "f7",
    "an unassigned simple value": "e5",
    "a map out of order": "a202000100",
    "a key twice": "a201000100",
    "true and one as keys": "a20100f500",
    "a list as a key": "a18000",
    "text that is not UTF-8": "61ff",
    "bytes cut short": "42ff",
    "a head cut short": "19ff",
    "more than memory holds": "9bffffffffffffffff",
    "nested too deeply": "81" * 17 + "00",
}


@given(VALUES)
def test_a_foreign_reader_reads_what_we_write(value: Any) -> None:
    assert cbor2.loads(cbor.encode(value)) == value


@given(VALUES)
def test_what_we_write_we_read(value: Any) -> None:
    assert cbor.decode(cbor.encode(value)) == value


@given(st.binary(max_size=40))
def test_whatever_is_read_has_exactly_these_bytes(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except Malformed:
        return
    assert cbor.encode(value) == data


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_this_is_refused(data: str) -> None:
    with pytest.raises(Malformed):
        cbor.decode(bytes.fromhex(data))


def test_maps_are_in_the_order_of_their_keys_bytes() -> None:
    # RFC 8949 section 4.2.1, unlike the older length-first order: 18 64 comes before 20.
    assert cbor.encode({-1: 0, 100: 0, 10: 0}).hex() == "a30a0018640020" + "00"


def test_tags_go_both_ways() -> None:
    assert cbor.encode(Tag(18, [b""])).hex() == "d28140"
    assert cbor.decode(bytes.fromhex("d28140")) == Tag(18, [b""])


@pytest.mark.parametrize("value", [1.5, {1, 2}, object()])
def test_nothing_else_is_written(value: object) -> None:
    with pytest.raises(TypeError):
        cbor.encode(value)


@pytest.mark.parametrize("value", [2**64, -(2**64) - 1])
def test_no_integer_of_more_than_64_bits_is_written(value: int) -> None:
    with pytest.raises(ValueError, match="64 bits"):
        cbor.encode(value)


@pytest.mark.parametrize("value", [[], {"1": 0}, {True: 0}, {}, {1: 0, 3: 0}])
def test_fields_are_just_these(value: object) -> None:
    with pytest.raises(Malformed):
        cbor.fields(value, required=(1,), optional=(2,))


def test_fields_may_leave_out_what_is_optional() -> None:
    assert cbor.fields({1: 0}, required=(1,), optional=(2,)) == {1: 0}
    assert cbor.fields({1: 0, 2: 0}, required=(1,), optional=(2,)) == {1: 0, 2: 0}


def test_types_are_what_they_say() -> None:
    wrong: list[tuple[Any, list[object]]] = [
        (cbor.uint, [True, -1, "1", None]),
        (cbor.integer, [False, "1", None]),
        (cbor.string, [b"a", 1, None]),
        (cbor.octets, ["a", 1, None]),
    ]
    for reader, values in wrong:
        for value in values:
            with pytest.raises(Malformed):
                reader(value)
    assert (cbor.uint(0), cbor.integer(-1), cbor.string("a")) == (0, -1, "a")
    assert cbor.octets(b"ab", length=2) == b"ab"
