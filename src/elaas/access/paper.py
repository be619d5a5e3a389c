"""A log on paper: for how long at most, and how it reaches whoever it is about."""

from datetime import timedelta
from enum import StrEnum

# A year and a day; more is another letter.
LONGEST = timedelta(days=367)


class How(StrEnum):
    """How somebody gets what is on paper."""

    HANDED_OVER = "handed_over"
    BY_POST = "by_post"
