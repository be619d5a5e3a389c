"""What units cost the municipality, by year and kind."""

from collections import Counter
from datetime import date

import pytest

from elaas.mounting.unit_cost import Facts, Kind, Move, Paid, Prices, Visits, by_kind, costs, month

PRICES = Prices(licence=4950, visit=60000)
TODAY = date(2026, 3, 15)


def on(day: date, unit: str = "L-1") -> Move:
    return Move(unit, month(day), on=True, visit=True)


def off(day: date, unit: str = "L-1", *, visit: bool = True) -> Move:
    return Move(unit, month(day), on=False, visit=visit)


def licences(*moves: Move, today: date = TODAY) -> dict[int, int]:
    """For how many months a licence was paid, by year."""
    facts = Facts(paid=[], visits=[], moves=moves)
    found = costs(facts, prices=Prices(licence=1, visit=0), today=today)
    assert {kind for _, kind in found} <= {Kind.LICENCE}
    return {year: months for (year, _), months in found.items()}


def test_what_was_paid_stands_in_its_year_and_kind() -> None:
    paid = [
        Paid("L-1", 2025, Kind.PURCHASE, 249050),
        Paid("L-2", 2025, Kind.PURCHASE, 249050),
        Paid("L-1", 2026, Kind.PARTS, 34990),
    ]

    found = costs(Facts(paid=paid, visits=[], moves=[]), prices=PRICES, today=TODAY)

    assert found == {(2025, Kind.PURCHASE): 498100, (2026, Kind.PARTS): 34990}


def test_every_visit_to_a_door_has_its_price() -> None:
    served = [Visits("L-1", 2026, Kind.SERVICE, 2)]
    moves = [on(date(2025, 12, 30)), off(date(2026, 1, 2))]

    found = costs(Facts(paid=[], visits=served, moves=moves), prices=PRICES, today=TODAY)

    assert found[2025, Kind.MOUNTING] == 60000
    assert found[2026, Kind.SERVICE] == 120000
    assert found[2026, Kind.REMOVAL] == 60000


def test_who_steals_a_box_makes_no_visit() -> None:
    moves = [on(date(2026, 1, 2)), off(date(2026, 1, 3), visit=False)]

    found = costs(Facts(paid=[], visits=[], moves=moves), prices=PRICES, today=TODAY)

    assert {kind for _, kind in found} == {Kind.MOUNTING, Kind.LICENCE}


@pytest.mark.parametrize(
    ("moves", "months"),
    [
        ([], {}),
        ([on(date(2026, 3, 15))], {2026: 1}),
        ([on(date(2025, 11, 30))], {2025: 2, 2026: 3}),
        ([on(date(2023, 12, 1)), off(date(2025, 1, 1))], {2023: 1, 2024: 12, 2025: 1}),
        # Down and up again in one month, or mounted twice in it: one licence.
        ([on(date(2026, 1, 5)), off(date(2026, 1, 6)), on(date(2026, 1, 7))], {2026: 3}),
        (
            [on(date(2026, 1, 5)), off(date(2026, 1, 6)), on(date(2026, 1, 7)), off(TODAY)],
            {2026: 3},
        ),
        ([off(date(2026, 1, 5), visit=False)], {}),
    ],
)
def test_a_licence_is_paid_for_each_month_on_a_door(
    moves: list[Move], months: dict[int, int]
) -> None:
    assert licences(*moves) == months


def test_each_unit_has_a_licence_of_its_own() -> None:
    moves = [on(date(2026, 3, 1), "L-1"), on(date(2026, 3, 2), "L-2"), off(TODAY, "L-1")]

    assert licences(*moves) == {2026: 2}


def test_where_no_price_is_set_nothing_is_counted() -> None:
    facts = Facts(paid=[], visits=[], moves=[on(date(2026, 1, 5))])

    assert costs(facts, prices=Prices(0, 0), today=TODAY) == Counter()


def test_all_years_together() -> None:
    found = Counter({(2025, Kind.PARTS): 1, (2026, Kind.PARTS): 2, (2026, Kind.DAMAGE): 4})

    assert by_kind(found) == {Kind.PARTS: 3, Kind.DAMAGE: 4}
