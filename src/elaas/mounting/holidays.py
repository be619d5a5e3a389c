"""Norway's public holidays (lov om helligdager 1995-02-24-12 section 2, lov om 1. og 17. mai)."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache


class Holiday(StrEnum):
    """A day on which nobody mounts anything."""

    NEW_YEAR = "new_year"
    MAUNDY_THURSDAY = "maundy_thursday"
    GOOD_FRIDAY = "good_friday"
    EASTER_SUNDAY = "easter_sunday"
    EASTER_MONDAY = "easter_monday"
    LABOUR_DAY = "labour_day"
    CONSTITUTION_DAY = "constitution_day"
    ASCENSION = "ascension"
    WHIT_SUNDAY = "whit_sunday"
    WHIT_MONDAY = "whit_monday"
    CHRISTMAS = "christmas"
    SECOND_CHRISTMAS = "second_christmas"


_FROM_EASTER = {
    -3: Holiday.MAUNDY_THURSDAY,
    -2: Holiday.GOOD_FRIDAY,
    0: Holiday.EASTER_SUNDAY,
    1: Holiday.EASTER_MONDAY,
    39: Holiday.ASCENSION,
    49: Holiday.WHIT_SUNDAY,
    50: Holiday.WHIT_MONDAY,
}
_EVERY_YEAR = {
    (1, 1): Holiday.NEW_YEAR,
    (5, 1): Holiday.LABOUR_DAY,
    (5, 17): Holiday.CONSTITUTION_DAY,
    (12, 25): Holiday.CHRISTMAS,
    (12, 26): Holiday.SECOND_CHRISTMAS,
}


def holiday(day: date) -> Holiday | None:
    """Which public holiday it is; None: it is none. Ascension may fall on 1 or 17 May: either."""
    return _of_the_year(day.year).get(day)


def easter(year: int) -> date:
    """Easter Sunday (Meeus, Jones, Butcher; Nature 1876)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap = century // 4
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=16)
def _of_the_year(year: int) -> dict[date, Holiday]:
    sunday = easter(year)
    moving = {sunday + timedelta(days=days): found for days, found in _FROM_EASTER.items()}
    return moving | {date(year, *at): found for at, found in _EVERY_YEAR.items()}
