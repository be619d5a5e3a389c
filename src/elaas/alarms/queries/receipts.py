"""What receipts show that came lately: bursts, and clocks that are wrong."""

from collections.abc import Iterator
from itertools import groupby

from django.conf import settings
from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet, Subquery

from elaas.access.models import Receipt
from elaas.alarms import rules
from elaas.alarms.models import Finding, FindingDeed, FindingReceipt
from elaas.alarms.queries.new import New
from elaas.alarms.rules import OVER, Kind, Opening, Reading
from elaas.protocol.receipt import Outcome

MOST_SHOWN = 100  # receipts that are kept as evidence of one clock


def bursts(*, after: int) -> Iterator[New]:
    """Bursts that receipts with an id above `after` are part of, of those in none yet."""
    opened = Receipt.objects.filter(
        operation="open", outcome=Outcome.DONE, credential__isnull=False
    ).annotate(who=F("credential__assignment__employee"))
    fresh = opened.filter(id__gt=after)
    when = fresh.aggregate(first=Min("at"), last=Max("at"))
    if when["first"] is None:
        return
    within = settings.BURST_WITHIN
    rows = opened.filter(
        ~_shown(Kind.BURST),
        at__range=(when["first"] - within, when["last"] + within),
        who__in=list(fresh.values_list("who", flat=True).distinct()),
    ).order_by("who", "at", "id")
    told = rows.values_list("who", "id", "at", "unit_id").iterator()
    for who, openings in groupby(told, key=lambda row: row[0]):
        some = [Opening(*row[1:]) for row in openings]
        for burst in rules.bursts(some, doors=settings.BURST_DOORS, within=within):
            shown = tuple(one.receipt for one in burst)
            yield New(kind=Kind.BURST, key=f"{who.hex}:{shown[0]}", employee=who, receipts=shown)


def clocks(*, after: int) -> Iterator[New]:
    """Locks whose clock is wrong by what came after that id, and of which it is not known yet."""
    over = FindingDeed.objects.filter(finding=OuterRef("pk"), deed__in=OVER)
    known = Finding.objects.filter(~Exists(over), unit=OuterRef("unit"), kind=Kind.CLOCK)
    before = Receipt.objects.filter(unit=OuterRef("unit"), seq=OuterRef("seq") - 1)
    rows: QuerySet[Receipt] = Receipt.objects.filter(
        ~Exists(known), ~_shown(Kind.CLOCK), id__gt=after, uncertainty__isnull=False
    )
    told = (
        rows.annotate(before=Subquery(before.values("at")))
        .order_by("unit", "seq")
        .values_list("unit_id", "id", "at", "uncertainty", "stored_at", "before")
        .iterator()
    )
    for unit, some in groupby(told, key=lambda row: row[0]):
        wrong = [row[1] for row in some if rules.clock(Reading(*row[2:]), limit=settings.CLOCK_OFF)]
        if wrong:
            shown = tuple(wrong[:MOST_SHOWN])
            yield New(kind=Kind.CLOCK, key=f"{unit}:{shown[0]}", unit=unit, receipts=shown)


def _shown(kind: Kind) -> Exists:
    """Whether a receipt is evidence of such a finding already."""
    return Exists(FindingReceipt.objects.filter(receipt=OuterRef("pk"), finding__kind=kind))
