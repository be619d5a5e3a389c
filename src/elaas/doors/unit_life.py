"""What happens to a unit that is on no door and in no van. Plain Python."""

from enum import StrEnum


class Deed(StrEnum):
    """What was done with it."""

    TO_REPAIR = "to_repair"
    BACK = "back"
    SCRAPPED = "scrapped"
