"""Free times: never two visits at once, always in working hours, always time to drive."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.access.rules import Period
from elaas.mounting import rules
from elaas.mounting.holidays import Holiday, easter, holiday
from elaas.mounting.rules import Day, DayPart, Hours, Pace, Place, Round, Slot, Visit, Why

OSLO = ZoneInfo("Europe/Oslo")
PACE = Pace(speed=30, detour=1.4, unknown=timedelta(minutes=20))
CREW, OTHERS = UUID(int=1), UUID(int=2)
TORGET = Place(63.4305, 10.3951)
EAST = Place(63.4305, 10.4951)  # 5 km from there as the crow flies: 14 minutes
WEST = Place(63.4305, 10.2951)
TUESDAY = date(2026, 12, 1)
SEVEN_TO_THREE = [Hours(weekday, time(7), time(15)) for weekday in range(5)]
HALF_AN_HOUR = timedelta(minutes=30)


def oslo(hour: int, minute: int = 0, *, day: date = TUESDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=OSLO).astimezone(UTC)


def a_round(*visits: Visit, crew: UUID = CREW, base: Place = TORGET) -> Round:
    return Round(crew, base, rules.working(TUESDAY, SEVEN_TO_THREE, zone=OSLO), visits)


def free(
    *rounds: Round, place: Place = TORGET, duration: timedelta = HALF_AN_HOUR, earliest: int = 0
) -> list[Slot]:
    return rules.free(rounds, place=place, duration=duration, earliest=oslo(earliest), pace=PACE)


def starts(slots: Sequence[Slot]) -> list[datetime]:
    return sorted(slot.start for slot in slots)


def test_thirty_minutes_a_door_and_the_first_alarm_in_the_same_visit() -> None:
    half, alarm = timedelta(minutes=30), timedelta(minutes=45)

    def needed(doors: int, *, with_alarm: bool) -> timedelta:
        return rules.time_needed(doors=doors, a_door=half, with_alarm=with_alarm, an_alarm=alarm)

    assert needed(2, with_alarm=False) == timedelta(minutes=60)
    assert needed(1, with_alarm=True) == timedelta(minutes=75)
    assert needed(0, with_alarm=False) == half


def test_travel_is_the_straight_line_times_1_4_at_30_km_an_hour() -> None:
    assert rules.travel(TORGET, EAST, pace=PACE) == timedelta(minutes=14)
    assert rules.travel(TORGET, TORGET, pace=PACE) == timedelta()
    assert rules.travel(TORGET, Place(), pace=PACE) == PACE.unknown


def test_an_empty_day_at_the_base_is_free_from_start_to_end() -> None:
    found = starts(free(a_round()))

    assert (found[0], found[-1]) == (oslo(7), oslo(14, 30))
    assert {later - earlier for earlier, later in pairwise(found)} == {rules.GRID}


def test_the_drive_from_the_base_and_back_is_within_working_hours() -> None:
    found = starts(free(a_round(), place=EAST))

    assert (found[0], found[-1]) == (oslo(7, 15), oslo(14, 15))


def test_a_visit_takes_its_time_and_the_drive_there_and_onwards() -> None:
    booked = Visit(oslo(10), oslo(11), EAST)

    found = starts(free(a_round(booked)))

    assert oslo(9, 15) in found
    assert not [start for start in found if oslo(9, 15) < start < oslo(11, 15)]
    assert oslo(11, 15) in found


def test_nothing_is_offered_before_the_earliest_moment() -> None:
    assert starts(free(a_round(), earliest=12))[0] == oslo(12)


def test_times_beside_a_visit_nearby_come_first() -> None:
    nearby = Visit(oslo(12), oslo(12, 30), EAST)

    first, *_ = free(a_round(nearby), place=EAST)

    assert first.added == 0
    assert first.start in {oslo(7, 15), oslo(11, 30), oslo(12, 30)}


def test_of_two_crews_the_one_that_is_nearby_comes() -> None:
    there = a_round(Visit(oslo(8), oslo(9), EAST))
    far = a_round(Visit(oslo(8), oslo(9), WEST), crew=OTHERS)

    found = free(far, there, place=EAST)

    assert {slot.crew for slot in found if slot.start == oslo(9)} == {CREW}
    assert len(set(starts(found))) == len(found)
    assert free(there, far, place=EAST) == found


def test_a_lunch_break_is_nobody_s_time() -> None:
    hours = [Hours(1, time(7), time(11)), Hours(1, time(11, 30), time(15))]
    spans = rules.working(TUESDAY, hours, zone=OSLO)

    found = starts(free(Round(CREW, TORGET, spans, [])))

    assert oslo(10, 30) in found
    assert oslo(10, 45) not in found
    assert oslo(11, 30) in found


@pytest.mark.parametrize(
    ("day", "length"),
    [
        (date(2026, 3, 28), timedelta(hours=6)),
        (date(2026, 3, 29), timedelta(hours=5)),  # summer time begins at 2
        (date(2026, 10, 25), timedelta(hours=7)),  # and ends at 3
    ],
)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(day: date, length: timedelta) -> None:
    hours = [Hours(weekday, time(1), time(7)) for weekday in range(7)]

    [span] = rules.working(day, hours, zone=OSLO)

    assert span.end - span.start == length
    found = starts(
        rules.free(
            [Round(CREW, TORGET, [span], [])],
            place=TORGET,
            duration=HALF_AN_HOUR,
            earliest=span.start,
            pace=PACE,
        )
    )
    assert (found[0], found[-1]) == (span.start, span.end - HALF_AN_HOUR)
    assert len(found) == (length - HALF_AN_HOUR) // rules.GRID + 1


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))],
)
def test_easter(year: int, sunday: tuple[int, int]) -> None:
    assert easter(year) == date(year, *sunday)


@pytest.mark.parametrize(
    ("day", "which"),
    [
        (date(2026, 4, 2), Holiday.MAUNDY_THURSDAY),
        (date(2026, 4, 6), Holiday.EASTER_MONDAY),
        (date(2026, 5, 14), Holiday.ASCENSION),
        (date(2026, 5, 17), Holiday.CONSTITUTION_DAY),
        (date(2026, 5, 25), Holiday.WHIT_MONDAY),
        (date(2026, 12, 26), Holiday.SECOND_CHRISTMAS),
        (date(2026, 12, 24), None),
        (date(2026, 4, 4), None),
    ],
)
def test_public_holidays(day: date, which: Holiday | None) -> None:
    assert holiday(day) == which


def test_nobody_works_on_a_public_holiday() -> None:
    assert rules.working(date(2026, 5, 14), SEVEN_TO_THREE, zone=OSLO) == []


def test_hours_that_the_change_to_summer_time_swallows_are_none() -> None:
    night = [Hours(6, time(2), time(2, 30)), Hours(6, time(2, 30), time(3))]

    spans = rules.working(date(2026, 3, 29), night, zone=OSLO)

    assert all(span.start < span.end for span in spans)


@pytest.mark.parametrize(
    ("day", "works", "open_", "why"),
    [
        (date(2026, 12, 25), True, False, Why.HOLIDAY),
        (date(2026, 12, 5), False, False, Why.NOT_WORKING),
        (date(2026, 12, 8), True, False, Why.CLOSED),
        (date(2026, 12, 8), True, True, Why.FULL),
        (date(2026, 12, 1), True, True, Why.TOO_SOON),
        (date(2027, 3, 1), True, True, Why.TOO_FAR),
    ],
)
def test_a_day_without_times_says_why(day: date, works: bool, open_: bool, why: Why) -> None:  # noqa: FBT001
    span = Period(oslo(7, day=day), oslo(15, day=day))
    rounds = [Round(CREW, TORGET, [span] if open_ else [], [])]

    answer = rules.why_none(day, rounds=rounds, works=works, first=TUESDAY, last=date(2027, 1, 1))

    assert answer is why


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (0, DayPart.MORNING),
        (10, DayPart.MORNING),
        (11, DayPart.MIDDAY),
        (13, DayPart.MIDDAY),
        (14, DayPart.AFTERNOON),
    ],
)
def test_parts_of_a_day(hour: int, part: DayPart) -> None:
    assert rules.part(oslo(hour, 59), zone=OSLO) is part


def test_the_best_times_of_different_days_are_suggested_in_the_order_of_time() -> None:
    def slot(added: int, day: int, hour: int) -> Slot:
        return Slot(added, oslo(hour, day=date(2026, 12, day)), CREW)

    days = [
        Day(date(2026, 12, 1), [slot(9, 1, 9)]),
        Day(date(2026, 12, 2), [], Why.FULL),
        Day(date(2026, 12, 3), [slot(3, 3, 9), slot(3, 3, 10)]),
        Day(date(2026, 12, 4), [slot(1, 4, 8)]),
    ]

    assert rules.suggested(days, count=2) == [slot(3, 3, 9), slot(1, 4, 8)]
    assert rules.nearest(days, oslo(10, day=date(2026, 12, 3)), count=2) == [
        slot(3, 3, 9),
        slot(3, 3, 10),
    ]


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """A day's round in which what is booked does not overlap."""
    places = st.builds(Place, st.floats(63.3, 63.5), st.floats(10.2, 10.6)) | st.just(Place())
    day = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    cuts = sorted(draw(st.sets(st.integers(0, 95), min_size=2, max_size=4)))
    hours = [
        Hours(day.weekday(), _quarter(first), _quarter(last))
        for first, last in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    booked = sorted(draw(st.sets(st.integers(0, 95), max_size=8)))
    visits = [
        Visit(oslo(0, day=day) + rules.GRID * first, oslo(0, day=day) + rules.GRID * last, place)
        for (first, last), place in zip(
            zip(booked[::2], booked[1::2], strict=False),
            iter(lambda: draw(places), None),
            strict=False,
        )
    ]
    return Round(CREW, draw(places), rules.working(day, hours, zone=OSLO), visits)


def _quarter(number: int) -> time:
    return time(number // 4, number % 4 * 15)


@given(rounds(), st.integers(1, 12), st.floats(63.3, 63.5) | st.none())
def test_what_is_offered_can_be_kept(one: Round, quarters: int, latitude: float | None) -> None:
    place = Place(latitude, 10.4) if latitude else Place()
    duration = rules.GRID * quarters
    earliest = datetime(2026, 6, 1, tzinfo=UTC)

    for slot in rules.free([one], place=place, duration=duration, earliest=earliest, pace=PACE):
        end = slot.start + duration
        assert slot.start >= earliest
        assert any(span.start <= slot.start and end <= span.end for span in one.spans)
        assert not any(slot.start < visit.end and visit.start < end for visit in one.visits)
        before = [visit for visit in one.visits if visit.end <= slot.start]
        after = [visit for visit in one.visits if visit.start >= end]
        for visit in before[-1:]:
            assert slot.start - visit.end >= rules.travel(visit.place, place, pace=PACE)
        for visit in after[:1]:
            assert visit.start - end >= rules.travel(place, visit.place, pace=PACE)
        if not before:
            begins = one.spans[0].start
            assert slot.start - begins >= rules.travel(one.base, place, pace=PACE)


@given(rounds(), st.integers(1, 12))
def test_good_routes_come_first(one: Round, quarters: int) -> None:
    earliest = datetime(2026, 1, 1, tzinfo=UTC)

    found = rules.free(
        [one], place=TORGET, duration=rules.GRID * quarters, earliest=earliest, pace=PACE
    )

    assert [slot.added for slot in found] == sorted(slot.added for slot in found)
