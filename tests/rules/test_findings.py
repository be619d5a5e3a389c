"""What somebody must look at, and when a lamp is lit."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from elaas.access.explain import Kind as Incident
from elaas.alarms.rules import (
    Checked,
    Clock,
    Deed,
    Doubt,
    Group,
    Kind,
    Opening,
    Patience,
    Reading,
    State,
    bursts,
    clock,
    group,
    log_doubts,
    may_judge,
    of_incident,
    opening_doubts,
    state,
)

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
KARI, OLA = UUID(int=1), UUID(int=2)
MINUTE = timedelta(minutes=1)
PATIENCE = Patience(audit=timedelta(days=7), witness=timedelta(days=1), watch=timedelta(minutes=30))
ALL_CHECKED = Checked(audited_at=NOON, faults=0, witnessed_at=NOON, watched_at=NOON)


def opened(*minutes: float, door: str | None = None) -> list[Opening]:
    """One opening at each of these minutes, each of its own door or all of one."""
    return [
        Opening(number, NOON + at * MINUTE, door or f"L-{number}")
        for number, at in enumerate(minutes)
    ]


def found(openings: list[Opening]) -> list[list[int]]:
    """The receipts of each burst: more than three doors in ten minutes."""
    told = bursts(openings, doors=3, within=10 * MINUTE)
    return [[one.receipt for one in burst] for burst in told]


def test_more_doors_than_allowed_within_the_time_are_a_burst() -> None:
    assert found(opened(0, 3, 6, 10)) == [[0, 1, 2, 3]]


def test_as_many_doors_as_allowed_are_none() -> None:
    assert found(opened(0, 3, 6)) == []


def test_as_many_doors_in_more_time_are_none() -> None:
    assert found(opened(0, 3, 6, 10.1)) == []


def test_one_door_again_and_again_is_none() -> None:
    assert found(opened(*range(10), door="L-0001")) == []


def test_a_burst_that_goes_on_is_one() -> None:
    assert found(opened(*range(0, 40, 3))) == [list(range(14))]


def test_two_bursts_with_a_pause_between_are_two() -> None:
    assert found(opened(0, 1, 2, 3, 60, 61, 62, 63)) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_the_order_in_which_they_came_does_not_matter() -> None:
    assert found(opened(0, 3, 6, 10)[::-1]) == [[0, 1, 2, 3]]


def read(
    at: timedelta, *, uncertainty: int | None = 2, before: timedelta | None = None
) -> Clock | None:
    """What a receipt shows that was stored at noon."""
    earlier = None if before is None else NOON + before
    reading = Reading(NOON + at, uncertainty, NOON, earlier)
    return clock(reading, limit=5 * MINUTE)


def test_a_clock_that_is_right_or_behind_by_the_way_of_its_receipt_is_no_finding() -> None:
    assert read(-timedelta(days=3), before=-timedelta(days=4)) is None
    assert read(5 * MINUTE) is None


def test_a_receipt_from_the_future_shows_a_clock_that_is_ahead() -> None:
    assert read(6 * MINUTE) is Clock.AHEAD


def test_within_what_the_lock_says_it_is_unsure_of_it_is_believed() -> None:
    assert read(7 * MINUTE, uncertainty=120) is None
    assert read(7 * MINUTE, uncertainty=119) is Clock.AHEAD


def test_a_clock_that_may_be_off_by_more_than_the_limit_drifts() -> None:
    assert read(-MINUTE, uncertainty=300) is None
    assert read(-MINUTE, uncertainty=301) is Clock.UNSURE
    assert read(-MINUTE, uncertainty=2**62) is Clock.UNSURE


def test_a_clock_that_does_not_know_the_time_does_not_drift() -> None:
    assert read(timedelta(days=9), uncertainty=None) is None


def test_a_clock_that_went_back_is_found() -> None:
    assert read(-20 * MINUTE, before=-10 * MINUTE) is Clock.BACK
    assert read(-14 * MINUTE, before=-10 * MINUTE) is None


@pytest.mark.parametrize("kind", Incident)
def test_every_incident_is_a_finding(kind: Incident) -> None:
    assert (group(of_incident(kind)) is Group.OPENINGS) == kind.startswith("opening_")


@pytest.mark.parametrize(
    ("deeds", "stands"),
    [
        ([], State.NEW),
        ([Deed.COMMENTED], State.LOOKED_AT),
        ([Deed.CLOSED, Deed.COMMENTED], State.CLOSED),
        ([Deed.SETTLED], State.CLOSED),
    ],
)
def test_how_a_finding_stands(deeds: list[Deed], stands: State) -> None:
    assert state(deeds) is stands


def test_nobody_judges_what_they_did_themselves() -> None:
    assert not may_judge(employee=KARI, by=KARI)
    assert may_judge(employee=KARI, by=OLA)
    assert may_judge(employee=None, by=None)


def test_the_lamps_are_lit_when_all_was_checked_and_nothing_waits() -> None:
    told = {"findings": 0, "patience": PATIENCE}
    assert log_doubts(ALL_CHECKED, now=NOON + timedelta(minutes=30), **told) == []  # type: ignore[arg-type]
    assert opening_doubts(ALL_CHECKED, now=NOON, **told) == []  # type: ignore[arg-type]


def test_what_was_never_checked_is_in_doubt() -> None:
    never = Checked(audited_at=None, faults=0, witnessed_at=None, watched_at=None)
    assert log_doubts(never, findings=0, patience=PATIENCE, now=NOON) == [
        Doubt.NO_AUDIT,
        Doubt.NO_WITNESS,
        Doubt.NOT_WATCHED,
    ]


def test_what_was_checked_long_ago_is_in_doubt() -> None:
    later = NOON + timedelta(days=8)
    assert log_doubts(ALL_CHECKED, findings=0, patience=PATIENCE, now=later) == [
        Doubt.OLD_AUDIT,
        Doubt.OLD_WITNESS,
        Doubt.NOT_WATCHED,
    ]


def test_faults_and_what_waits_are_doubts() -> None:
    told = ALL_CHECKED
    faulty = Checked(audited_at=NOON, faults=1, witnessed_at=NOON, watched_at=NOON)
    assert log_doubts(faulty, findings=0, patience=PATIENCE, now=NOON) == [Doubt.FAULTS]
    assert opening_doubts(told, findings=2, patience=PATIENCE, now=NOON) == [Doubt.FINDINGS]


def test_kinds_have_their_lamp() -> None:
    assert {kind for kind in Kind if group(kind) is Group.LOG} == {
        Kind.RECEIPT,
        Kind.GAP,
        Kind.CLOCK,
        Kind.SILENT,
    }
