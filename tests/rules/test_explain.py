"""Whether an opening is explained by the assignment its credential rests on."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from elaas.access.explain import Explanation, Kind, fits, judge
from elaas.access.rules import Period
from elaas.protocol.receipt import FIRST, Outcome, Receipt

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WINDOW = Period(NOON - 30 * MINUTE, NOON + 90 * MINUTE)
OPENING = Receipt(
    lock_id="L-0042",
    seq=7,
    previous=FIRST,
    time=int(NOON.timestamp()),
    uncertainty=0,
    operation="open",
    outcome=Outcome.DONE,
    cti=bytes(16),
    epoch=1,
    battery=80,
)
EXPLANATION = Explanation(
    lock_id="L-0042",
    assignment=UUID(int=1),
    employee=UUID(int=2),
    issued=WINDOW,
    revoked_at=None,
    window=WINDOW,
)
REVOKED = EXPLANATION._replace(revoked_at=NOON - MINUTE, window=None)


def at(moment: datetime, **fields: Any) -> Receipt:
    """The opening at that time."""
    return OPENING._replace(time=int(moment.timestamp()), **fields)


def test_an_opening_within_its_window_is_explained() -> None:
    assert judge(OPENING, EXPLANATION) is None


def test_an_opening_whose_credential_nobody_issued_is_not() -> None:
    assert judge(OPENING, None) is Kind.UNEXPLAINED


def test_a_credential_explains_its_own_door_only() -> None:
    assert judge(OPENING, EXPLANATION._replace(lock_id="L-0001")) is Kind.OTHER_DOOR


@pytest.mark.parametrize(
    ("moment", "kind"),
    [
        (WINDOW.start - MINUTE, Kind.OUTSIDE_WINDOW),
        (WINDOW.start, None),
        (WINDOW.end - MINUTE, None),
        (WINDOW.end, Kind.OUTSIDE_WINDOW),
    ],
)
def test_the_window_owns_its_start_and_not_its_end(moment: datetime, kind: Kind | None) -> None:
    assert judge(at(moment), EXPLANATION) is kind


def test_within_the_uncertainty_of_the_locks_clock_the_employee_is_believed() -> None:
    just_over = WINDOW.end + timedelta(seconds=30)

    assert judge(at(just_over, uncertainty=31), EXPLANATION) is None
    assert judge(at(just_over, uncertainty=30), EXPLANATION) is Kind.OUTSIDE_WINDOW


def test_a_clock_that_was_just_set_by_a_claim_is_believed_within_a_quarter_of_an_hour() -> None:
    for minutes, kind in ((14, None), (15, Kind.OUTSIDE_WINDOW)):
        receipt = at(WINDOW.end + minutes * MINUTE, uncertainty=None)
        assert judge(receipt, EXPLANATION) is kind


def test_an_opening_after_the_assignment_was_taken_back_is_not_explained() -> None:
    assert judge(OPENING, REVOKED) is Kind.AFTER_REVOCATION


def test_an_opening_before_that_is() -> None:
    assert judge(at(NOON - 2 * MINUTE), REVOKED) is None


def test_an_old_credential_of_a_visit_that_still_stands_explains_too() -> None:
    assert judge(OPENING, REVOKED._replace(window=WINDOW)) is None


@pytest.mark.parametrize("operation", ["status", "lock", "claim", "?"])
def test_what_lets_nobody_in_needs_no_explanation(operation: str) -> None:
    assert judge(OPENING._replace(operation=operation), None) is None


def test_giving_a_lock_away_needs_one_too() -> None:
    assert judge(OPENING._replace(operation="release"), None) is Kind.UNEXPLAINED


def test_a_refusal_needs_none() -> None:
    assert judge(OPENING._replace(outcome=Outcome.NO_CREDENTIAL), None) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"time": 2**40},
        {"seq": 2**63},
        {"uncertainty": 2**63},
        {"epoch": 2**63},
        {"operation": "seventeen letters"},
        {"operation": "nul\0"},
    ],
)
def test_what_no_database_can_hold_does_not_fit(fields: dict[str, Any]) -> None:
    assert fits(OPENING)
    assert not fits(OPENING._replace(**fields))


def test_the_largest_uncertainty_that_fits_can_be_judged() -> None:
    assert judge(OPENING._replace(uncertainty=2**63 - 1), EXPLANATION) is None
