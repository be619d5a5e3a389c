"""Where a unit is in its life. Plain Python."""

from enum import StrEnum


class State(StrEnum):
    """Where a unit is."""

    SHELF = "shelf"
    VAN = "van"
    DOOR = "door"
    STOLEN = "stolen"
    WRITTEN_OFF = "written_off"
