"""Every unit, where it is, and what it cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Case, Count, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractYear

from elaas.doors.models import Unit, UnitKind
from elaas.doors.stock_models import Purchase
from elaas.mounting.stock import State

LISTED = 200


class Bought(NamedTuple):
    """From whom, in which order, for how much (kroner), and when."""

    supplier: str
    order: str
    price: Decimal
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InStock:
    """A unit; `bought` is None where nobody has told what it cost."""

    lock_id: str
    label: str
    key_box: bool
    state: State
    bought: Bought | None


class Year(NamedTuple):
    """What was bought in a year: how many, and for how much in all."""

    year: int
    units: int
    price: Decimal


class HowMany(NamedTuple):
    """How many units are in a state."""

    state: State
    units: int


def units(state: State | None = None) -> Iterator[InStock]:
    """Every unit, or those in that state, by label."""
    rows = _with_state().select_related("purchase").order_by("label", "lock_id")
    yield from map(_in_stock, rows.filter(state=state.value) if state else rows)


def unit(lock_id: str) -> InStock | None:
    """That unit; None: there is none."""
    row = _with_state().select_related("purchase").filter(pk=lock_id).first()
    return _in_stock(row) if row else None


def how_many() -> list[HowMany]:
    """How many units are in each state; none is left out."""
    found = dict(_with_state().values_list("state").annotate(units=Count("pk")))
    return [HowMany(state, found.get(state.value, 0)) for state in State]


def by_year() -> list[Year]:
    """What the municipality has paid for units, the latest year first."""
    rows = Purchase.objects.annotate(year=ExtractYear("bought_on")).values("year")
    told = rows.annotate(units=Count("pk"), paid=Sum("price")).order_by("-year")
    return [Year(row["year"], row["units"], row["paid"]) for row in told]


def _in_stock(row: Unit) -> InStock:
    bought = getattr(row, "purchase", None)
    return InStock(
        lock_id=row.lock_id,
        label=row.label,
        key_box=row.kind == UnitKind.KEY_BOX,
        state=State(vars(row)["state"]),
        bought=Bought(bought.supplier, bought.order, bought.price, bought.bought_on)
        if bought
        else None,
    )


def _with_state() -> QuerySet[Any]:
    state = Case(
        When(scrapped_at__isnull=False, then=Value(State.SCRAPPED.value)),
        When(written_off_at__isnull=False, then=Value(State.WRITTEN_OFF.value)),
        When(repair_at__isnull=False, then=Value(State.REPAIR.value)),
        When(lost_at__isnull=False, then=Value(State.STOLEN.value)),
        When(mounted_at__isnull=False, then=Value(State.DOOR.value)),
        When(carried__isnull=False, then=Value(State.VAN.value)),
        default=Value(State.SHELF.value),
    )
    return Unit.objects.annotate(state=state)
