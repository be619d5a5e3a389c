"""Note that everything inside was checked, so that pages can say when."""

from datetime import datetime

from django.db import transaction

from elaas.alarms.models import AuditRun
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


@transaction.atomic
def note_audit(*, faults: int, outside: int, now: datetime) -> None:
    """`elaas audit --database` was run; `outside`: so many entries a checkpoint held covered."""
    run = AuditRun.objects.create(at=now, faults=faults, outside=outside)
    ledger.append(entry("audited", now, audit=run.pk, faults=faults, outside=outside))
