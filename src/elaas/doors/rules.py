"""Which doors stand on the way to a home."""

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
