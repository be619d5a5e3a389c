"""National identity numbers as somebody may write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.demo.numbers import synthetic_number
from elaas.people.national_id import read


@given(st.dates(date(1900, 3, 1), date(2039, 12, 31)), st.integers(0, 400))
def test_invented_people_have_invented_numbers(born: date, individual: int) -> None:
    number = synthetic_number(born, individual)

    assert read(number, synthetic=True) == number
    assert read(f"{number[:6]} {number[6:]}", synthetic=True) == number
    assert read(number, synthetic=False) is None


@given(st.integers(0, 10), st.integers(1, 9))
def test_one_digit_mistyped_is_nobody_s_number(place: int, more: int) -> None:
    number = synthetic_number(date(1966, 4, 2), 100)
    wrong = str((int(number[place]) + more) % 10)
    mistyped = number[:place] + wrong + number[place + 1 :]

    # From 2032 on the first check digit leaves room for three more: the second finds those.
    assert read(mistyped, synthetic=True) is None


@pytest.mark.parametrize(
    ("written", "synthetic"),
    [
        ("15108695088", False),  # of Skatteetaten's documentation
        ("55108695083", False),
        ("", True),
        ("1510869508", False),
        ("١٥١٠٨٦٩٥٠٨٨", False),
        ("15108695088x", False),
    ],
)
def test_what_is_no_number_is_refused(written: str, *, synthetic: bool) -> None:
    expected = written if written == "15108695088" else None

    assert read(written, synthetic=synthetic) == expected


def test_a_day_that_does_not_exist_is_nobody_s_birthday() -> None:
    digits = "318066100"
    for first in range(10):
        for second in range(10):
            assert read(f"{digits}{first}{second}", synthetic=True) is None
