"""Which doors stand on the way to a home; whether old parts, and the key in a box, are there."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

MANY_HOMES = 2


def has_common_entrance(*, homes: int, recorded: bool) -> bool:
    """Two or more known homes share an entrance; a single one only where somebody recorded it.

    Letter: in a building with several homes the lock goes both on the building's door and on the
    flat's own. `homes` counts the homes in use that we know of.
    """
    return homes >= MANY_HOMES or recorded


def way_to(*, home: UUID, building: UUID | None, common_entrance: bool) -> tuple[UUID, ...]:
    """The places whose doors must open on the way in, in walking order: building, then home."""
    if building is not None and common_entrance:
        return (building, home)
    return (home,)


class PartEvent(StrEnum):
    """What may become of a part that is kept at home."""

    MISSING = "missing"
    FOUND = "found"
    BOUGHT = "bought"
    REPAIRED = "repaired"


def is_there(news: Iterable[PartEvent]) -> bool:
    """Whether a part is there, after this news of it, the oldest first.

    A missing one is there again when it is found, or when the municipality has bought or repaired
    one: the lock must be put back as it was (letter, «Montering og demontering»).
    """
    return [PartEvent.FOUND, *news][-1] is not PartEvent.MISSING


class KeyEvent(StrEnum):
    """What is done with the copy of the resident's key that a key box holds."""

    PUT_IN = "put_in"
    CHECKED = "checked"
    TAKEN_OUT = "taken_out"


def key_is_in(events: Iterable[KeyEvent]) -> bool:
    """Whether the key is in the box, after these events, the oldest first."""
    return [KeyEvent.TAKEN_OUT, *events][-1] is not KeyEvent.TAKEN_OUT


def can_follow(event: KeyEvent, *, key_in: bool) -> bool:
    """Whether `event` can happen now: one copy lies in the box, so it goes in only when out."""
    return key_in != (event is KeyEvent.PUT_IN)
