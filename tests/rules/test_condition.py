"""Whether a lock fits on a door, or a key box it must be, and why."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.doors.rules import SUPPORTED, Cylinder, NoLock, why_no_lock


@pytest.mark.parametrize(
    ("cylinder", "gap", "reasons"),
    [
        (Cylinder.EURO, "5", ()),
        (Cylinder.EURO, "5.1", (NoLock.GAP,)),
        (Cylinder.OVAL, "0", ()),
        (Cylinder.SCANDINAVIAN, "4.9", ()),
        (Cylinder.OTHER, "2", (NoLock.CYLINDER,)),
        (Cylinder.OTHER, "9", (NoLock.GAP, NoLock.CYLINDER)),
    ],
)
def test_a_lock_needs_a_narrow_gap_and_a_cylinder_that_it_fits(
    cylinder: Cylinder, gap: str, reasons: tuple[NoLock, ...]
) -> None:
    assert why_no_lock(cylinder=cylinder, gap_mm=Decimal(gap)) == reasons


@given(st.sampled_from(Cylinder), st.decimals(0, 99, places=1))
def test_there_is_a_reason_exactly_where_no_lock_fits(cylinder: Cylinder, gap: Decimal) -> None:
    fits = gap <= 5 and cylinder in SUPPORTED

    assert (why_no_lock(cylinder=cylinder, gap_mm=gap) == ()) is fits


def test_a_municipality_whose_locks_fit_less_can_say_so() -> None:
    assert why_no_lock(cylinder=Cylinder.OVAL, gap_mm=Decimal(1), supported=[Cylinder.EURO]) == (
        NoLock.CYLINDER,
    )
