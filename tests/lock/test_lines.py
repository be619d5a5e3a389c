"""What the radios that speak in lines say to a peer that does not."""

import pytest

from elaas.lock.program import ATTEMPTS
from elaas.lock.radio import Line
from tests.lock.door import Door

NOT_HEX = ["zz", "0", "att 80", "01 02", "é", "not text"]


@pytest.fixture
def line(door: Door) -> Line:
    """A peer of a lock that nobody is connected to."""
    door.lock.disconnect()
    return Line(door.lock)


def test_what_is_not_hex_is_bad_even_after_too_many_attempts(line: Line) -> None:
    for _ in range(ATTEMPTS):
        assert line.answer("01") == "att 80"
    assert line.answer("01") == "att 83"

    assert {line.answer(one) for one in NOT_HEX} == {"att 80"}
    assert line.answer("01") == "att 83"


def test_what_is_not_hex_is_bad_from_a_second_peer_too_and_disturbs_nobody(
    door: Door, line: Line
) -> None:
    hello = door.meet().phone.message_1().hex()
    door.lock.disconnect()
    assert line.answer(hello).startswith("02")
    second = Line(door.lock)

    assert second.answer(hello) == "att 81"
    assert {second.answer(one) for one in NOT_HEX} == {"att 80"}
    assert line.answer("disconnect") == "ok"


def test_what_is_not_hex_ends_the_session(door: Door, line: Line) -> None:
    visit = door.meet()
    door.lock.disconnect()
    assert line.answer(visit.phone.message_1().hex()).startswith("02")

    assert line.answer("zz") == "att 80"

    assert line.answer("03") == "att 80"
    assert line.answer(visit.phone.message_1().hex()).startswith("02")
