"""Where a unit is in its life, and what happened to it. Plain Python."""

from enum import StrEnum


class State(StrEnum):
    """Where a unit is."""

    SHELF = "shelf"
    VAN = "van"
    DOOR = "door"
    REPAIR = "repair"
    STOLEN = "stolen"
    WRITTEN_OFF = "written_off"
    SCRAPPED = "scrapped"


class Happened(StrEnum):
    """What happens to a unit, from the first on."""

    RECEIVED = "received"
    LOADED = "loaded"
    UNLOADED = "unloaded"
    MOUNTED = "mounted"
    TAKEN_DOWN = "taken_down"
    STOLEN = "stolen"
    FOUND = "found"
    WRITTEN_OFF = "written_off"
    TO_REPAIR = "to_repair"
    BACK = "back"
    SCRAPPED = "scrapped"
