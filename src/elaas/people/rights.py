"""What next of kin may do for a recipient: the recipient decides, and may change it at any time.

Letter: «Hvis du ikke får til å bestille time selv, kan pårørende/nærstående bestille».
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Right(StrEnum):
    """What a next of kin may do."""

    BOOK = "book"
    FOLLOW = "follow"  # see how it stands, and the appointment
    LOG = "log"  # see who has been at the door
    TOLD = "told"  # get the text messages about booking and the appointment, too


class WordOf(StrEnum):
    """On whose word an employee recorded what a next of kin may do."""

    RECIPIENT = "recipient"
    GUARDIAN = "guardian"


class Decided(NamedTuple):
    """One decision about one right."""

    right: Right
    allowed: bool


# The letter lets kin book; who has been at somebody's door is nobody's business by itself.
FROM_THE_IMPORT_ALONE = frozenset({Right.BOOK})


def rights(*, imported: bool, protected: bool, decided: Iterable[Decided]) -> frozenset[Right]:
    """What somebody may do. `decided`: in the order it was decided; for each right the last counts.

    `imported`: the care system counts them as kin. From that alone they may book, but nothing when
    the recipient's address is `protected`: it may be protected from this very person.
    """
    found = set(FROM_THE_IMPORT_ALONE if imported and not protected else ())
    for right, allowed in decided:
        if allowed:
            found.add(right)
        else:
            found.discard(right)
    return frozenset(found)
