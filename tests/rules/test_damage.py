"""What may be decided of damage, and how it stands with a case."""

from datetime import timedelta

import pytest

from elaas.damage.rules import (
    WAITING,
    Damaged,
    Outcome,
    State,
    fits,
    in_time,
    paid_by_municipality,
    possible,
    state,
)
from tests.make import NOON

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "found",
    [
        possible(Damaged.EQUIPMENT, recipient_known=False),
        possible(Damaged.DOOR, recipient_known=True),
        possible(Damaged.DOOR, recipient_known=False),
    ],
)
def test_nobody_but_a_known_recipient_pays_and_for_equipment_only(
    found: tuple[Outcome, ...],
) -> None:
    assert found == (Outcome.NOBODY, Outcome.MUNICIPALITY)


def test_a_recipient_may_have_to_replace_equipment() -> None:
    assert Outcome.RECIPIENT in possible(Damaged.EQUIPMENT, recipient_known=True)


def test_who_is_to_pay_is_told_how_much() -> None:
    assert not fits(Outcome.RECIPIENT, amount=0)
    assert fits(Outcome.RECIPIENT, amount=1)
    assert fits(Outcome.MUNICIPALITY, amount=0)
    assert not fits(Outcome.NOBODY, amount=-1)


def test_what_the_recipient_does_not_replace_is_the_municipality_s_cost() -> None:
    assert [paid_by_municipality(one, amount=900) for one in Outcome] == [900, 0, 900]


@pytest.mark.parametrize(
    ("decided", "complained", "expected"),
    [
        ([], [], State.REPORTED),
        ([NOON], [], State.DECIDED),
        ([NOON], [NOON], State.COMPLAINED),
        ([NOON], [NOON + DAY], State.COMPLAINED),
        ([NOON, NOON + 2 * DAY], [NOON + DAY], State.DECIDED),
    ],
)
def test_a_case_waits_until_it_is_decided_and_again_after_a_complaint(
    decided: list[object], complained: list[object], expected: State
) -> None:
    found = state(decided=decided, complained=complained)  # type: ignore[arg-type]

    assert found is expected
    assert (found in WAITING) == (found is not State.DECIDED)


def test_a_complaint_is_in_time_for_three_weeks() -> None:
    assert in_time(decided_at=NOON, complained_at=NOON + 21 * DAY - timedelta(seconds=1))
    assert not in_time(decided_at=NOON, complained_at=NOON + 21 * DAY)
