"""What is said of costs: what was paid for, and how amounts are written."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from elaas.mounting.unit_cost import Costs, Kind, Prices

KINDS: dict[Kind, Promise] = {
    Kind.PURCHASE: _("Purchase"),
    Kind.LICENCE: _("Licence"),
    Kind.MOUNTING: _("Mounting"),
    Kind.SERVICE: _("Service visits"),
    Kind.REMOVAL: _("Removal"),
    Kind.PARTS: _("Parts of the old lock"),
    Kind.REPAIR: _("Repair of units"),
    Kind.DAMAGE: _("Damage the municipality pays"),
}


def kroner(amount: int | Decimal) -> str:
    """An amount, its thousands apart; øre only where there are any, after a comma."""
    whole = amount == int(amount)
    text = f"{int(amount):,}" if whole else f"{amount:,.2f}"
    return text.translate({ord(","): "\N{NO-BREAK SPACE}", ord("."): ","})


def ore(amount: int) -> str:
    """An amount in øre, as kroner."""
    return kroner(Decimal(amount) / 100)


def plain(amount: int) -> str:
    """An amount in øre, as kroner in a file."""
    return f"{Decimal(amount) / 100:.2f}".replace(".", ",")


def prices(set_: Prices) -> list[str]:
    """What the costs rest on."""
    return [
        gettext("A unit's licence costs {price} kr a month on a door.").format(
            price=ore(set_.licence)
        )
        if set_.licence
        else gettext("No price is set for the licence. It is not counted."),
        gettext("A crew's visit to a door costs {price} kr.").format(price=ore(set_.visit))
        if set_.visit
        else gettext("No price is set for crews' visits. They are not counted."),
    ]


@dataclass(frozen=True, slots=True)
class Table:
    """Kinds below one another, years beside one another, sums at the edges; amounts in øre."""

    years: list[int]
    rows: list[tuple[Promise, list[int], int]]
    sums: list[int]
    total: int

    @classmethod
    def of(cls, found: Costs) -> Self:
        """Only years and kinds for which something was paid."""
        years = sorted({year for year, _ in found})
        by_kind: Counter[Kind] = Counter()
        for (_year, kind), amount in found.items():
            by_kind[kind] += amount
        return cls(
            years=years,
            rows=[
                (KINDS[kind], [found[year, kind] for year in years], by_kind[kind])
                for kind in Kind
                if by_kind[kind]
            ],
            sums=[sum(found[year, kind] for kind in Kind) for year in years],
            total=sum(found.values()),
        )
