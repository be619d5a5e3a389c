"""*I can't get in*: what an employee does before a door that stays shut."""

from enum import StrEnum


class Rung(StrEnum):
    """One thing that was done, as the phone names it; it begins with BEGAN."""

    BEGAN = "began"
    TRIED_AGAIN = "tried_again"
    KEY_BOX = "key_box"
    CALLED_PATROL = "called_patrol"
    ASKED_KIN = "asked_kin"
    CALLED_KIN = "called_kin"
    # A fault of the door, for Trygghetspatruljen's queue (mounting/service.py).
    FAULT_OPENS = "fault_opens"
    FAULT_LOCKS = "fault_locks"
    FAULT_DAMAGED = "fault_damaged"
    FAULT_OTHER = "fault_other"
    GOT_IN = "got_in"
    LEFT = "left"


FAULTS = frozenset({Rung.FAULT_OPENS, Rung.FAULT_LOCKS, Rung.FAULT_DAMAGED, Rung.FAULT_OTHER})
