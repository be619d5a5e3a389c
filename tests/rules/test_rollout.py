"""Whom a table may show, how many doors the crews have time for, and when the rollout is done."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.mounting.rollout import (
    HORIZON,
    OTHERS,
    WEEK,
    Crew,
    Forecast,
    Limit,
    Past,
    Stage,
    Unknown,
    capacity,
    doors_a_day,
    forecast,
    grouped,
    monday_of,
    shown_codes,
)
from elaas.mounting.rules import Hours

MONDAY = date(2027, 1, 11)
DOOR = timedelta(minutes=50)
FROM_EIGHT = tuple(Hours(weekday, time(8), time(15)) for weekday in range(5))  # 8 doors a day


def crew_of(*hours: Hours, closed: Collection[tuple[date, date]] = ()) -> Crew:
    return Crew(doors_a_day(hours, a_door=DOOR), closed)


CREW = crew_of(*FROM_EIGHT)


def past(*doors: int, capacity: int = 40) -> list[Past]:
    weeks = len(doors)
    return [
        Past(MONDAY - WEEK * (weeks - number), count, capacity)
        for number, count in enumerate(doors)
    ]


def always(doors: int) -> Callable[[date], int]:
    return lambda _monday: doors


def foretold(left: int, *doors: int, time_for: int = 1000) -> Forecast:
    answer = forecast(left=left, past=past(*doors), first=MONDAY, capacity_in=always(time_for))
    assert isinstance(answer, Forecast)
    return answer


@pytest.mark.parametrize("day", [MONDAY, MONDAY + timedelta(days=3), MONDAY + timedelta(days=6)])
def test_a_week_begins_on_its_monday(day: date) -> None:
    assert monday_of(day) == MONDAY


@pytest.mark.parametrize(
    ("homes", "shown"),
    [
        ({}, set()),
        ({"7012": 5}, {"7012"}),
        ({"7012": 4}, set()),
        # Two of four would be found out together with the only one that is not shown.
        ({"7012": 9, "7014": 7, "7018": 4}, {"7012"}),
        ({"7012": 9, "7014": 7, "7018": 4, "7020": 1}, {"7012", "7014"}),
        # Without a code, or with a protected address.
        ({"7012": 9, "": 5}, {"7012"}),
        ({"7012": 9, "=1+1": 500}, {"7012"}),
        ({"7012": 9, "": 1}, set()),
    ],
)
def test_a_postal_code_is_shown_only_where_nobody_is_recognised(
    homes: dict[str, int], shown: set[str]
) -> None:
    assert shown_codes(homes, fewest=5) == shown


@given(
    st.dictionaries(st.sampled_from(["", "x", *map(str, range(7000, 7020))]), st.integers(1, 20)),
    st.integers(2, 9),
)
def test_what_is_not_shown_is_nothing_or_as_many_as_a_code_must_have(
    homes: dict[str, int], fewest: int
) -> None:
    shown = shown_codes(homes, fewest=fewest)
    others = sum(homes[code] for code in homes if code not in shown)

    assert all(homes[code] >= fewest for code in shown)
    assert others == 0 or others >= fewest or not shown


def test_those_that_are_not_shown_are_counted_together_and_come_last() -> None:
    counts = [
        ("7018", Stage.WAITING, 2),
        ("7014", Stage.MOUNTED, 4),
        ("", Stage.WAITING, 1),
        ("7012", Stage.MOUNTED, 6),
        ("7012", Stage.WAITING, 3),
    ]

    found = grouped(counts, shown={"7012", "7014"})

    assert list(found) == ["7012", "7014", OTHERS]
    assert found["7012"] == Counter({Stage.MOUNTED: 6, Stage.WAITING: 3})
    assert found[OTHERS] == Counter({Stage.WAITING: 3})


@pytest.mark.parametrize(
    ("monday", "crew", "doors"),
    [
        (MONDAY, CREW, 40),
        (MONDAY, crew_of(), 0),
        # Thirty minutes more are no door.
        (MONDAY, crew_of(Hours(0, time(8), time(9, 20))), 1),
        (MONDAY, crew_of(Hours(0, time(8), time(11, 30)), Hours(0, time(12), time(15))), 7),
        # Maundy Thursday and Good Friday.
        (date(2027, 3, 22), CREW, 24),
        (
            MONDAY,
            crew_of(*FROM_EIGHT, closed=[(MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))]),
            24,
        ),
        (MONDAY, crew_of(*FROM_EIGHT, closed=[(MONDAY - WEEK, MONDAY + WEEK)]), 0),
    ],
)
def test_crews_have_time_when_they_work_and_it_is_no_holiday(
    monday: date, crew: Crew, doors: int
) -> None:
    assert capacity(monday, [crew]) == doors
    assert capacity(monday, [crew, crew]) == 2 * doors


def test_the_last_door_is_mounted_in_the_week_in_which_none_is_left() -> None:
    answer = foretold(100, 8, 10, 10, 10, 12)

    assert tuple(answer.rates) == (10, 10, 10)
    assert answer.earliest == answer.likely == answer.latest == MONDAY + 9 * WEEK
    assert answer.weeks == 5
    assert [left.median for left in answer.course] == [100 - 10 * n for n in range(11)]


def test_slow_weeks_make_it_late_and_fast_weeks_early() -> None:
    answer = foretold(120, 5, 10, 20, 30, 40)

    assert tuple(answer.rates) == (10, 20, 30)
    assert answer.earliest == MONDAY + 3 * WEEK
    assert answer.likely == MONDAY + 5 * WEEK
    assert answer.latest == MONDAY + 11 * WEEK
    assert tuple(answer.course[-1]) == (MONDAY + 12 * WEEK, 0, 0, 0)


def test_a_calendar_without_time_for_more_is_what_decides() -> None:
    assert foretold(100, 10, 10, 10, 10, time_for=4).limit is Limit.CREWS
    assert foretold(100, 10, 10, 10, 10, time_for=4).likely == MONDAY + 24 * WEEK
    assert foretold(100, 10, 10, 10, 10, time_for=10).limit is Limit.PACE


def test_nothing_is_mounted_in_weeks_in_which_the_crews_are_away() -> None:
    away = {MONDAY, MONDAY + WEEK, MONDAY + 2 * WEEK}

    answer = forecast(
        left=10,
        past=past(10, 10, 10, 10),
        first=MONDAY,
        capacity_in=lambda monday: 0 if monday in away else 40,
    )

    assert isinstance(answer, Forecast)
    assert answer.likely == MONDAY + 3 * WEEK
    assert answer.limit is Limit.CREWS


@pytest.mark.parametrize(
    ("left", "doors", "time_for", "why"),
    [
        (0, (10, 10, 10, 10), 40, Unknown.DONE),
        (9, (10, 10, 10), 40, Unknown.TOO_LITTLE),
        (9, (0, 0, 10, 10, 10), 40, Unknown.TOO_LITTLE),
        (9, (0, 0, 0, 0, 0), 40, Unknown.TOO_LITTLE),
        (9, (10, 0, 0, 0), 40, Unknown.STANDS_STILL),
        (9, (10, 10, 10, 10), 0, Unknown.NO_CREWS),
    ],
)
def test_why_nothing_is_foretold(
    left: int, doors: tuple[int, ...], time_for: int, why: Unknown
) -> None:
    answer = forecast(left=left, past=past(*doors), first=MONDAY, capacity_in=always(time_for))

    assert answer is why


def test_weeks_in_which_no_crew_worked_teach_nothing() -> None:
    weeks = [*past(10, 10, 10), *past(0, 0, 0, capacity=0), *past(10)]

    answer = forecast(left=10, past=weeks, first=MONDAY, capacity_in=always(40))

    assert isinstance(answer, Forecast)
    assert (answer.weeks, answer.rates.low) == (4, 10)


def test_what_takes_longer_than_three_years_has_no_end() -> None:
    late = foretold(300, 5, 0, 1, 3, 5)
    assert (tuple(late.rates), late.latest) == ((1, 3, 5), None)
    assert late.course[-1].monday == MONDAY + 100 * WEEK

    never = foretold(10_000, 1, 1, 1, 2)
    assert (never.earliest, never.likely, never.latest) == (None, None, None)
    assert len(never.course) == HORIZON + 1


@given(
    st.integers(1, 2000),
    st.lists(st.integers(0, 60), min_size=4, max_size=12),
    st.integers(1, 80),
)
def test_faster_is_never_later_and_nothing_is_mounted_twice(
    left: int, doors: list[int], time_for: int
) -> None:
    answer = forecast(left=left, past=past(*doors), first=MONDAY, capacity_in=always(time_for))

    if isinstance(answer, Unknown):
        return
    known = [one for one in (answer.earliest, answer.likely, answer.latest) if one]
    assert known == sorted(known)
    for before, after in zip(answer.course, answer.course[1:], strict=False):
        assert all(0 <= late <= early for late, early in zip(after[1:], before[1:], strict=True))
        assert all(
            early - late <= time_for for late, early in zip(after[1:], before[1:], strict=True)
        )
    assert answer.course[0][1:] == (left, left, left)
