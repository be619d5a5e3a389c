"""When a unit needs service, and how urgently."""

from datetime import timedelta

import pytest

from elaas.mounting.rules import OrderReason
from elaas.mounting.service import (
    LATELY,
    STUCK,
    Fault,
    Limits,
    Seen,
    Urgency,
    needs,
    urgency,
)
from tests.make import NOON

LIMITS = Limits(battery_low=20, battery_new=60, silent_for=timedelta(days=7))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BATTERY, JAM, SILENT = OrderReason.BATTERY_LOW, OrderReason.JAMMED, OrderReason.NO_CONTACT


def seen(**fields: object) -> Seen:
    known = {"mounted_at": NOON - 100 * DAY, "heard_at": NOON - HOUR, "told_at": NOON - HOUR}
    return Seen(**{**known, **fields})  # type: ignore[arg-type]  # the test says what it wants


def asked(one: Seen) -> set[OrderReason]:
    return needs(one, limits=LIMITS, now=NOON)


@pytest.mark.parametrize(("battery", "wanted"), [(None, set()), (20, set()), (19, {BATTERY})])
def test_a_battery_below_the_limit_needs_somebody(
    battery: int | None, wanted: set[OrderReason]
) -> None:
    assert asked(seen(battery=battery)) == wanted


@pytest.mark.parametrize(("battery", "wanted"), [(25, {BATTERY}), (59, {BATTERY}), (60, set())])
def test_a_battery_that_recovers_a_little_in_the_warmth_is_not_new(
    battery: int, wanted: set[OrderReason]
) -> None:
    assert asked(seen(battery=battery, open={BATTERY})) == wanted


def test_after_a_battery_was_changed_only_what_the_lock_tells_later_counts() -> None:
    changed = {BATTERY: NOON - 2 * HOUR}

    assert asked(seen(battery=10, told_at=NOON - 3 * HOUR, ended=changed)) == set()
    assert asked(seen(battery=10, told_at=None, ended=changed)) == set()
    assert asked(seen(battery=10, told_at=NOON - HOUR, ended=changed)) == {BATTERY}


def test_a_jam_needs_somebody_who_looks_and_is_not_over_by_itself() -> None:
    assert asked(seen(jammed_at=NOON - DAY)) == {JAM}
    assert asked(seen(jammed_at=NOON - LATELY)) == set()
    assert asked(seen(jammed_at=NOON - 2 * LATELY, open={JAM})) == {JAM}


def test_a_jam_that_somebody_has_looked_at_does_not_come_back_but_the_next_one_does() -> None:
    looked = {JAM: NOON - DAY}

    assert asked(seen(jammed_at=NOON - 2 * DAY, ended=looked)) == set()
    assert asked(seen(jammed_at=NOON - HOUR, ended=looked)) == {JAM}


def test_silence_counts_only_where_somebody_should_have_been_heard() -> None:
    silent = {"heard_at": NOON - 7 * DAY}

    assert asked(seen(**silent)) == set()
    assert asked(seen(**silent, visited_at=NOON - 8 * DAY)) == set()
    assert asked(seen(**silent, visited_at=NOON - HOUR)) == set()
    assert asked(seen(**silent, visited_at=NOON - 2 * DAY)) == {SILENT}
    assert asked(seen(heard_at=NOON - 6 * DAY, visited_at=NOON - 2 * DAY)) == set()


def test_a_lock_that_was_never_heard_is_silent_since_it_was_mounted() -> None:
    new = {"heard_at": None, "told_at": None, "visited_at": NOON - 2 * DAY}

    assert asked(seen(**new)) == {SILENT}
    assert asked(seen(**new, mounted_at=NOON - 3 * DAY)) == set()


def test_who_has_looked_at_a_silent_lock_is_not_sent_again_before_it_is_silent_as_long() -> None:
    silent = {"heard_at": NOON - 30 * DAY, "visited_at": NOON - 2 * DAY}

    assert asked(seen(**silent, ended={SILENT: NOON - 6 * DAY})) == set()
    assert asked(seen(**silent, ended={SILENT: NOON - 8 * DAY})) == {SILENT}


@pytest.mark.parametrize("fault", Fault)
def test_a_door_that_is_stuck_comes_before_one_that_makes_a_sound(fault: Fault) -> None:
    stuck = fault in STUCK
    reason = OrderReason.FAULT_REPORTED

    found = [
        urgency(reason=reason, faults=[fault], alarm=alarm, visit_soon=soon)
        for alarm, soon in [(False, False), (True, False), (False, True)]
    ]

    first = Urgency.AT_ONCE if stuck else Urgency.TODAY
    assert found == [Urgency.TODAY if stuck else Urgency.IN_TURN, first, first]


@pytest.mark.parametrize(
    ("reason", "battery", "how"),
    [
        (BATTERY, 19, Urgency.IN_TURN),
        (BATTERY, 4, Urgency.TODAY),
        (BATTERY, None, Urgency.IN_TURN),
        (JAM, 4, Urgency.TODAY),
        (SILENT, 4, Urgency.IN_TURN),
        (OrderReason.KEY_BOX_STOLEN, None, Urgency.TODAY),
    ],
)
def test_an_empty_battery_a_jam_and_a_stolen_key_do_not_wait(
    reason: OrderReason, battery: int | None, how: Urgency
) -> None:
    assert urgency(reason=reason, battery=battery) is how
    assert urgency(reason=reason, battery=battery, alarm=True) is Urgency(how - 1)
