"""What an SMS costs, and what makes it dearer without need."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.notices.texts import BASIC, EXTENSION, Alphabet, Size, is_gsm7, size, tidy


def test_the_table_is_the_whole_of_23_038() -> None:
    # 128 places, of which one is the escape; the extension table holds ten of our characters.
    assert len(BASIC) == len(set(BASIC)) == 127
    assert len(EXTENSION) == len(set(EXTENSION)) == 10
    assert not set(BASIC) & set(EXTENSION)


def test_norwegian_letters_are_in_it_and_sami_ones_are_not() -> None:
    assert is_gsm7("æøåÆØÅ")
    assert not any(is_gsm7(letter) for letter in "čđŋšŧžáČĐŊŠŦŽÁ")


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("kl. 10.00–10.45", "kl. 10.00-10.45"),  # noqa: RUF001
        ("«eLås»", '"eLås"'),
        ("12. mars", "12. mars"),
        ("Vent …", "Vent ..."),
        ("Guro’s", "Guro's"),  # noqa: RUF001
        ("mye\u00adlang", "myelang"),
    ],
)
def test_dashes_quotes_dots_and_spaces_become_plain(text: str, tidied: str) -> None:
    assert tidy(text) == tidied
    assert size(tidy(text)).alphabet is Alphabet.GSM7


def test_one_dash_costs_a_part_and_tidying_saves_it() -> None:
    text = "Montøren kommer torsdag 12. mars kl. 10.00–10.45. Hilsen Trondheim kommune"  # noqa: RUF001

    assert size(text) == Size(Alphabet.UCS2, 2)
    assert size(tidy(text)) == Size(Alphabet.GSM7, 1)


def test_a_name_keeps_its_letters_and_is_counted_so() -> None:
    assert tidy("Hei Máret Čearru") == "Hei Máret Čearru"
    assert size("Máret" + "a" * 65) == Size(Alphabet.UCS2, 1)
    assert size("Máret" + "a" * 66) == Size(Alphabet.UCS2, 2)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the sign of two is not cut: 152 and then 154
    ],
)
def test_parts_of_plain_text(text: str, parts: int) -> None:
    assert size(text) == Size(Alphabet.GSM7, parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("č" * 70, 1), ("č" * 71, 2), ("č" * 134, 2), ("č" * 135, 3), ("😀" * 36, 2)],
)
def test_parts_of_other_text(text: str, parts: int) -> None:
    assert size(text) == Size(Alphabet.UCS2, parts)


@given(st.text())
def test_tidying_twice_is_tidying_once_and_never_makes_it_dearer(text: str) -> None:
    once = tidy(text)

    assert tidy(once) == once
    if is_gsm7(text):
        assert is_gsm7(once)


@given(st.text(alphabet=BASIC + EXTENSION + "čđŋ", max_size=700))
def test_more_text_is_never_fewer_parts(text: str) -> None:
    assert size(text).parts <= size(text + "a").parts
