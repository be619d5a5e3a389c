"""Synthetic national identity numbers: the official ones, with 80 added to the month."""

from datetime import date

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
SYNTHETIC_MONTH = 80


def synthetic_number(born: date, individual: int) -> str:
    """A synthetic fødselsnummer for a birth date, the first from `individual` (0..499) on.

    Check digits are weighted sums modulo 11 (Skatteetaten); a number whose check digit would be 10
    is not given out. Raises ValueError when none is left.
    """
    for candidate in range(individual, 500):
        digits = f"{born:%d}{born.month + SYNTHETIC_MONTH:02}{born:%y}{candidate:03}"
        for weights in (_FIRST, _SECOND):
            check = -_weighted(digits, weights) % 11
            if check > 9:  # noqa: PLR2004  (one digit only)
                break
            digits += str(check)
        else:
            return digits
    raise ValueError("no individual number is left for that day")


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
