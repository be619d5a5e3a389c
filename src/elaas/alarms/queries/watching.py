"""What is there to be found just now."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from elaas.access.explain import Kind as IncidentKind
from elaas.access.models import Incident, Receipt
from elaas.access.queries.journals import Gap, gaps
from elaas.alarms import rules
from elaas.alarms.models import Finding
from elaas.alarms.queries import receipts
from elaas.alarms.queries.new import New
from elaas.alarms.rules import Kind
from elaas.mounting.models import WorkOrder
from elaas.mounting.rules import OrderReason


def everything(*, after: int, now: datetime) -> Iterator[New]:
    """What is found now; of receipts, among those with an id above `after`."""
    yield from _incidents()
    yield from _gaps(now)
    yield from _silent()
    yield from receipts.bursts(after=after)
    yield from receipts.clocks(after=after)


def goes_on(finding: Finding, missing: Collection[Gap]) -> bool:
    """Whether what a finding is about goes on; `missing`: all gaps there are."""
    if finding.order is not None:
        return finding.order.done_at is None
    return any(_overlap(finding, gap) for gap in missing)


def _incidents() -> Iterator[New]:
    known = Finding.objects.filter(incident=OuterRef("pk"))
    rows = Incident.objects.filter(~Exists(known)).order_by("id")
    for pk, kind, unit, receipt, employee in rows.values_list(
        "pk", "kind", "unit_id", "receipt_id", "receipt__credential__assignment__employee_id"
    ):
        yield New(
            kind=rules.of_incident(IncidentKind(kind)),
            key=str(pk),
            unit=unit,
            employee=employee,
            incident=pk,
            receipts=(receipt,) if receipt else (),
        )


def _gaps(now: datetime) -> Iterator[New]:
    missing = gaps()
    known = list(Finding.objects.filter(unit__in={gap.lock_id for gap in missing}, kind=Kind.GAP))
    for gap in missing:
        after = Receipt.objects.filter(
            unit=gap.lock_id, seq=gap.last + 1, stored_at__lte=now - settings.GAP_AFTER
        ).first()
        if after is not None and not any(_overlap(one, gap) for one in known):
            yield New(
                kind=Kind.GAP,
                key=f"{gap.lock_id}:{gap.first}",
                unit=gap.lock_id,
                first_missing=gap.first,
                last_missing=gap.last,
                receipts=(after.pk,),
            )


def _silent() -> Iterator[New]:
    """The rule for silence is the one by which a crew is sent (mounting/service.py)."""
    known = Finding.objects.filter(order=OuterRef("pk"))
    rows = WorkOrder.objects.filter(
        ~Exists(known), reason=OrderReason.NO_CONTACT, done_at=None, unit__isnull=False
    )
    for pk, unit in rows.values_list("pk", "unit_id"):
        yield New(kind=Kind.SILENT, key=pk.hex, unit=unit, order=pk)


def _overlap(finding: Finding, gap: Gap) -> bool:
    first, last = finding.first_missing, finding.last_missing
    if first is None or last is None or finding.unit_id != gap.lock_id:
        return False
    return first <= gap.last and gap.first <= last
