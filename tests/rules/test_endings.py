"""When a lock is to come down, whom to ask, and what is left before it is done: facts alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from elaas.mounting.endings import (
    BY_ITSELF,
    Ended,
    Handover,
    Left,
    Over,
    Resident,
    begins,
    left,
    over,
    why_over,
)

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
TURID, ARNE = UUID(int=1), UUID(int=2)


def resident(number: UUID = TURID, /, **facts: bool | None) -> Resident:
    """Somebody who lives there and needs a lock, but for these facts."""
    needs_it = Resident(
        id=number, deceased=False, services=True, needed=True, elsewhere=False, expected=False
    )
    return replace(needs_it, **facts)  # type: ignore[arg-type]  # the test says what it wants


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, None),
        ({"needed": None}, None),
        ({"needed": False}, Ended.NOT_NEEDED),
        ({"services": False, "needed": None}, Ended.SERVICES_ENDED),
        ({"services": False, "needed": False}, Ended.SERVICES_ENDED),
        ({"services": False, "needed": True}, None),  # an alarm keeps it
        ({"elsewhere": True}, Ended.MOVED),
        ({"elsewhere": True, "expected": True}, None),
        ({"deceased": True, "services": False}, Ended.DIED),
        ({"deceased": True, "elsewhere": True}, Ended.DIED),
    ],
)
def test_why_somebody_no_longer_needs_the_lock(
    facts: dict[str, bool | None], why: Ended | None
) -> None:
    assert why_over(resident(**facts)) is why


def test_nobody_known_is_no_reason_to_take_a_lock_down() -> None:
    assert over([]) is None


@pytest.mark.parametrize("facts", [{}, {"needed": None}, {"services": False}])
def test_one_who_needs_it_is_enough(facts: dict[str, bool | None]) -> None:
    assert over([resident(deceased=True), resident(ARNE, **facts)]) is None


def test_who_lives_there_still_is_asked_before_who_moved_and_nobody_who_is_dead() -> None:
    dead = resident(deceased=True)
    moved, stays = resident(ARNE, elsewhere=True), resident(ARNE, services=False, needed=None)

    assert over([dead]) == Over(Ended.DIED, TURID)
    assert over([dead, moved]) == Over(Ended.MOVED, ARNE)
    assert over([dead, stays]) == Over(Ended.SERVICES_ENDED, ARNE)


def test_where_somebody_only_does_without_nothing_comes_down_by_itself() -> None:
    found = over([resident(deceased=True), resident(ARNE, needed=False)])

    assert found == Over(Ended.NOT_NEEDED, ARNE)
    assert found.why not in BY_ITSELF


@pytest.mark.parametrize(("why", "days"), [(Ended.DECIDED, 0), (Ended.DIED, 14), (Ended.MOVED, 7)])
def test_how_long_it_waits(why: Ended, days: int) -> None:
    grace, after_death = timedelta(days=7), timedelta(days=14)

    assert begins(why, NOW, grace=grace, after_death=after_death) == NOW + timedelta(days=days)


@pytest.mark.parametrize(
    ("on_door", "bag", "missing", "key", "photos", "confirmed"),
    list(product([True, False], repeat=6)),
)
def test_only_when_everything_is_done_nothing_is_left(
    *, on_door: bool, bag: bool, missing: bool, key: bool, photos: bool, confirmed: bool
) -> None:
    at = Handover(
        unit_on_door=on_door,
        bag=bag,
        part_missing=missing,
        key_in_box=key,
        photos=int(photos),
        confirmed=confirmed,
    )

    assert (not left(at)) == (not on_door and not bag and not key and photos and confirmed)
    assert (Left.PART_MISSING in left(at)) == (bag and missing)
