"""What eLås costs the municipality, damage too: of one unit, of each, and in all.

What a recipient must replace is no cost of the municipality's. Amounts in øre.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce, ExtractYear

from elaas.damage.models import DamageDecision
from elaas.damage.rules import Outcome
from elaas.doors.models import Unit
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.costs import facts, prices
from elaas.mounting.unit_cost import Costs, Facts, Kind, Move, Paid, Visits, by_kind
from elaas.mounting.unit_cost import costs as paid_for


class OfUnit(NamedTuple):
    """What one unit cost, all years together."""

    lock_id: str
    label: str
    kinds: Counter[Kind]


def of_unit(lock_id: str, *, now: datetime) -> Costs:
    """What that unit cost until now, by year and kind."""
    known = _with_damage(facts(lock_id), lock_id)
    return paid_for(known, prices=prices(), today=today(now))


def in_all(*, now: datetime) -> Costs:
    """What everything cost until now, by year and kind."""
    return paid_for(_with_damage(facts()), prices=prices(), today=today(now))


def of_each(*, now: datetime) -> Iterator[OfUnit]:
    """What each unit cost, by label; last, without a unit, what none in particular cost."""
    known = _with_damage(facts(each=True))
    paid: defaultdict[str, list[Paid]] = defaultdict(list)
    visits: defaultdict[str, list[Visits]] = defaultdict(list)
    moves: defaultdict[str, list[Move]] = defaultdict(list)
    for one in known.paid:
        paid[one.unit].append(one)
    for visit in known.visits:
        visits[visit.unit].append(visit)
    for move in known.moves:
        moves[move.unit].append(move)
    named = Unit.objects.order_by("label", "lock_id").values_list("lock_id", "label")
    for lock_id, label in [*named, ("", "")]:
        of_it = Facts(paid=paid[lock_id], visits=visits[lock_id], moves=moves[lock_id])
        found = by_kind(paid_for(of_it, prices=prices(), today=today(now)))
        if lock_id or found:
            yield OfUnit(lock_id, label, found)


def _with_damage(known: Facts, lock_id: str | None = None) -> Facts:
    """The decisions in force by which the municipality pays: the newest of each case counts."""
    newest = DamageDecision.objects.order_by("damage_id", "-id").distinct("damage_id")
    rows = DamageDecision.objects.filter(pk__in=newest.values("pk"), amount__gt=0)
    rows = rows.exclude(outcome=Outcome.RECIPIENT.value)
    if lock_id is not None:
        rows = rows.filter(damage__unit=lock_id)
    told = rows.values_list(
        Coalesce(F("damage__unit_id"), Value("")), ExtractYear("decided_at")
    ).annotate(Sum("amount"))
    damage = [Paid(unit, year, Kind.DAMAGE, 100 * amount) for unit, year, amount in told]
    return Facts(paid=[*known.paid, *damage], visits=known.visits, moves=known.moves)
