"""Take over a lock's journal where the lock became ours."""

from datetime import datetime

from django.db import transaction

from elaas.access.models import Journal
from elaas.protocol.cose import PublicKey, verify1
from elaas.protocol.receipt import Receipt


@transaction.atomic
def open_journal(*, claim: bytes, key: PublicKey, now: datetime) -> None:
    """The lock's journal begins for us with the receipt of its claim.

    A lock that served elsewhere keeps its numbers, and what came before is not ours to have:
    without this the journal would never be complete, never acknowledged, one day full. One with
    receipts in it goes on as it is. Raises NotSigned unless the lock signed it.
    """
    receipt = Receipt.parse(verify1(claim, {b"": key}))
    Journal.objects.bulk_create([Journal(unit_id=receipt.lock_id)], ignore_conflicts=True)
    Journal.objects.filter(unit=receipt.lock_id, last_seq=0).update(
        begins_after=receipt.seq - 1,
        complete_to=receipt.seq - 1,
        complete_digest=receipt.previous,
        last_seq=receipt.seq - 1,
        last_contact_at=now,
    )
