"""Which doors stand on the way to a home."""

from uuid import UUID

import pytest

from elaas.doors.rules import has_common_entrance, way_to

HOME, BUILDING = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("homes", "recorded", "expected"),
    [(0, False, False), (1, False, False), (2, False, True), (9, False, True), (1, True, True)],
)
def test_two_known_homes_or_a_person_who_recorded_it_make_a_common_entrance(
    *, homes: int, recorded: bool, expected: bool
) -> None:
    assert has_common_entrance(homes=homes, recorded=recorded) is expected


def test_the_common_entrance_comes_before_the_homes_own_door() -> None:
    assert way_to(home=HOME, building=BUILDING, common_entrance=True) == (BUILDING, HOME)


@pytest.mark.parametrize("building", [BUILDING, None])
def test_without_a_common_entrance_there_is_only_the_homes_own_door(building: UUID | None) -> None:
    assert way_to(home=HOME, building=building, common_entrance=False) == (HOME,)
