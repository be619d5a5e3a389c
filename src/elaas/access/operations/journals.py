"""Take over a lock's journal where the lock became ours."""

from datetime import datetime

from django.db import transaction

from elaas.access.models import Journal
from elaas.protocol.receipt import Receipt


@transaction.atomic
def open_journal(*, claim: Receipt, now: datetime) -> None:
    """The lock's journal begins for us with the receipt of its claim.

    A lock that served elsewhere keeps its numbers, and what came before is not ours to have:
    without this the journal would never be complete, never acknowledged, one day full. One that
    we have already goes on as it is.
    """
    Journal.objects.get_or_create(
        unit_id=claim.lock_id,
        defaults={
            "begins_after": claim.seq - 1,
            "complete_to": claim.seq - 1,
            "complete_digest": claim.previous,
            "last_seq": claim.seq - 1,
            "last_contact_at": now,
        },
    )
