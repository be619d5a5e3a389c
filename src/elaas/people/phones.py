"""Why a phone no longer serves."""

from enum import StrEnum


class Blocked(StrEnum):
    """Why a phone was blocked; all but REPLACED are the service desk's word."""

    REPLACED = "replaced"
    LOST = "lost"
    STOLEN = "stolen"
    BROKEN = "broken"
    LEFT = "left"
