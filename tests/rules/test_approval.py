"""Whether a key box is strong enough to keep somebody's key."""

import pytest

from elaas.doors.approval import Approval, approval


@pytest.mark.parametrize(
    ("recorded", "found"),
    [
        ("", Approval.UNKNOWN),
        ("FG", Approval.UNKNOWN),  # of another municipality's list
        ("EN 14450 S1", Approval.BELOW),
        ("EN 14450 S2", Approval.ENOUGH),
        ("SSF 3492", Approval.ENOUGH),
    ],
)
def test_a_class_is_enough_from_the_one_that_the_municipality_says_is(
    recorded: str, found: Approval
) -> None:
    classes = ["EN 14450 S1", "EN 14450 S2", "SSF 3492"]

    assert approval(recorded, classes=classes, enough="EN 14450 S2") is found
