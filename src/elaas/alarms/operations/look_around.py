"""Look for what a person must look at, and close what is over by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from elaas.access.models import Receipt
from elaas.access.queries.journals import gaps
from elaas.alarms.models import Finding, FindingDeed, FindingReceipt, Watch
from elaas.alarms.queries import watching
from elaas.alarms.queries.new import New
from elaas.alarms.rules import OVER, Deed, Kind
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry

# A receipt may become visible later than one with a higher number; no request lasts so long.
_UNDER_WAY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Looked:
    """How many findings are new, and how many are over."""

    found: int
    settled: int


@transaction.atomic
def look_around(*, now: datetime) -> Looked:
    """Note each finding once, however often it is looked; two workers take turns."""
    Watch.objects.get_or_create(pk=1)
    watch = Watch.objects.select_for_update().get(pk=1)
    found = _note(watching.everything(after=watch.receipts_to, now=now), now)
    settled = _settle(now)
    visible = Receipt.objects.filter(id__gt=watch.receipts_to, stored_at__lt=now - _UNDER_WAY)
    watch.receipts_to = visible.aggregate(last=Max("id"))["last"] or watch.receipts_to
    watch.looked_at = now
    watch.save()
    return Looked(found, settled)


def _note(found: Iterable[New], now: datetime) -> int:
    some = {(one.kind, one.key): one for one in found}
    known = Finding.objects.filter(key__in={key for _, key in some})
    for kind, key in known.values_list("kind", "key"):
        some.pop((Kind(kind), key), None)
    rows = [
        (
            Finding(
                kind=one.kind.value,
                key=one.key,
                unit_id=one.unit,
                employee_id=one.employee,
                incident_id=one.incident,
                order_id=one.order,
                first_missing=one.first_missing,
                last_missing=one.last_missing,
                found_at=now,
            ),
            one.receipts,
        )
        for one in some.values()
    ]
    Finding.objects.bulk_create(row for row, _ in rows)
    FindingReceipt.objects.bulk_create(
        FindingReceipt(finding=row, receipt_id=receipt)
        for row, receipts in rows
        for receipt in receipts
    )
    ledger.append_all(
        entry(
            "finding_noted",
            now,
            finding=row.id.hex,
            found=row.kind,
            lock=row.unit_id,
            employee=row.employee_id.hex if row.employee_id else None,
            incident=row.incident_id,
            order=row.order_id.hex if row.order_id else None,
            first_missing=row.first_missing,
            last_missing=row.last_missing,
            receipts=list(receipts),
        )
        for row, receipts in rows
    )
    return len(rows)


def _settle(now: datetime) -> int:
    """Close gaps that phones have filled, and silence that has ended."""
    over = FindingDeed.objects.filter(finding=OuterRef("pk"), deed__in=OVER)
    still = Finding.objects.filter(~Exists(over), kind__in=(Kind.GAP, Kind.SILENT))
    missing = gaps()
    rows = [
        row
        for row in still.select_related("order").select_for_update(of=("self",), no_key=True)
        if not watching.goes_on(row, missing)
    ]
    deeds = FindingDeed.objects.bulk_create(
        FindingDeed(finding=row, deed=Deed.SETTLED.value, at=now) for row in rows
    )
    ledger.append_all(
        entry("finding_closed", now, finding=one.finding_id.hex, deed=one.pk, by=None, settled=1)
        for one in deeds
    )
    return len(rows)
