"""Why somebody is told something."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a message is about. Never what care somebody gets: a number may be several people's."""

    INFORMATION = "information"  # what eLås is, before anything else is told
    INVITATION = "invitation"  # a time for mounting can be booked
    UNBOOKED = "unbooked"  # it still can, and nobody has
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    REMOVAL = "removal"  # the lock is to be taken away
    DECISION = "decision"
    DAMAGE = "damage"  # who pays for it is decided
    OPENED = "opened"  # a door was opened without a planned visit
    KEY_LOST = "key_lost"  # the key box is gone; cylinders are changed
    ANSWER = "answer"  # to a question of theirs


# What is said once a time is booked, moved or cancelled.
CONFIRMATIONS = frozenset({Purpose.BOOKED, Purpose.MOVED, Purpose.CANCELLED})
# Of these nobody is texted before people book online.
OF_BOOKING = CONFIRMATIONS | {Purpose.INVITATION, Purpose.UNBOOKED, Purpose.REMINDER}
