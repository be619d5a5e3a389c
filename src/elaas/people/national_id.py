"""Norwegian national identity numbers, as somebody may write them."""

from datetime import date

# Skatteetaten: two check digits, weighted sums modulo 11. From 2032 the first one's sum may leave
# 1, 2 or 3 as well. Synthetic numbers have 80 added to the month (Skatteetaten) or 65 (NAV).
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_LENGTH = 11
_LEFT_FROM_2032 = {0, 1, 2, 3}
_OF_A_D_NUMBER = 40
_SYNTHETIC = (80, 65)


def read(written: str, *, synthetic: bool) -> str | None:
    """The eleven digits; None: that is nobody's number.

    `synthetic`: whether invented people live here; else their numbers are refused, and there the
    real ones are.
    """
    digits = "".join(written.split())
    if len(digits) != _LENGTH or not (digits.isascii() and digits.isdigit()):
        return None
    if _left(digits, _FIRST) not in _LEFT_FROM_2032 or _left(digits, _SECOND):
        return None
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    invented = next((added for added in _SYNTHETIC if month > added), 0)
    if bool(invented) != synthetic:
        return None
    day -= _OF_A_D_NUMBER if day > _OF_A_D_NUMBER else 0
    return digits if _is_a_day(day, month - invented, year) else None


def _left(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11


def _is_a_day(day: int, month: int, year: int) -> bool:
    """In the century in which there was such a day: only 1900 had no 29 February."""
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True
