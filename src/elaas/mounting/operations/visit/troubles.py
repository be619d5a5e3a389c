"""What a crew has told and could not be done: somebody looks at it, or it is tried again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access.operations.turns import change_facts
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import VisitReport
from elaas.mounting.operations.visit.reports import settle


@transaction.atomic
def look_at(*, report: UUID, by: UUID | None, now: datetime) -> None:
    """Somebody has looked, and done what there was to do. Once more changes nothing."""
    rows = VisitReport.objects.filter(pk=report, seen_at=None).exclude(trouble="")
    if rows.update(seen_at=now, seen_by=by):
        told = by.hex if by else None
        ledger.append(entry("visit_trouble_seen", now, report=report.hex, by=told))


@transaction.atomic
def try_again(*, report: UUID, by: UUID | None, now: datetime) -> None:
    """What stood in the way is gone, maybe: do it now, or say anew what stands in the way."""
    change_facts()
    rows = VisitReport.objects.filter(pk=report, seen_at=None).exclude(trouble="")
    found = rows.select_for_update(no_key=True, of=("self",)).first()
    if found is None:
        return
    found.trouble = ""
    found.save(update_fields=["trouble"])
    told = by.hex if by else None
    ledger.append(entry("visit_tried_again", now, report=report.hex, by=told))
    settle(job=found.job, now=now)
