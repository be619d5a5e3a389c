"""Times as people say them, also on the nights when the clocks are changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from elaas.web import clock, when

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)  # Tuesday, 13.00 in Norway


def unbroken(said: str) -> str:
    """What is said, with ~ for a space that no line breaks at."""
    return said.replace("\N{NO-BREAK SPACE}", "~")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "i dag kl.~13.00"),
        (NOW - timedelta(hours=13, minutes=1), "i går kl.~23.59"),
        (NOW + timedelta(hours=11), "i morgen kl.~00.00"),
        (datetime(2026, 3, 12, 9, 12, tzinfo=UTC), "torsdag 12. mars kl.~10.12"),
        (datetime(2025, 3, 12, 9, 12, tzinfo=UTC), "onsdag 12. mars 2025 kl.~10.12"),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment: datetime, said: str) -> None:
    with translation.override("nb"):
        assert unbroken(when.moment(moment, now=NOW)) == said


def test_nynorsk_and_english_have_their_own_words() -> None:
    with translation.override("nn"):
        assert unbroken(when.moment(NOW + timedelta(days=1), now=NOW)) == "i morgon kl.~13.00"
    with translation.override("en"):
        assert when.moment(NOW, now=NOW) == "today at 13:00"
        assert when.day(NOW + timedelta(days=9), now=NOW) == "Thursday 10 December"


def test_the_hour_that_comes_twice_says_which_it_is() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    with translation.override("nb"):
        assert when.clock(first) == "02.30 (sommertid)"
        assert when.clock(first + timedelta(hours=1)) == "02.30 (vintertid)"
        assert when.clock(first + timedelta(hours=2)) == "03.30"


def test_the_hour_that_is_skipped_in_spring_needs_no_word() -> None:
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)

    with translation.override("nb"):
        assert when.clock(before) == "01.59"
        assert when.clock(before + timedelta(minutes=1)) == "03.00"


@pytest.mark.parametrize(
    ("noon", "hours"),
    [
        (datetime(2026, 3, 29, 10, tzinfo=UTC), 23),
        (datetime(2026, 10, 25, 11, tzinfo=UTC), 25),
        (NOW, 24),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight(noon: datetime, hours: int) -> None:
    day = clock.day_of(noon)

    assert day.end - day.start == timedelta(hours=hours)
    assert noon in day


def test_yesterday_ends_where_today_begins() -> None:
    for night in (datetime(2026, 3, 29, 10, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC)):
        assert clock.day_of(night, days_ago=1).end == clock.day_of(night).start


def test_the_end_of_a_visit_names_the_day_only_when_it_is_another() -> None:
    with translation.override("nb"):
        assert when.until(NOW + timedelta(minutes=30), start=NOW, now=NOW) == "13.30"
        end = when.until(NOW + timedelta(hours=12), start=NOW, now=NOW)
        assert unbroken(end) == "i morgen kl.~01.00"


def test_machines_read_the_time_with_its_offset() -> None:
    assert when.iso(NOW) == "2026-12-01T13:00:00+01:00"
