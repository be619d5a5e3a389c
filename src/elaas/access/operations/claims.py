"""Tell a phone what claims a new unit whose label cannot be read (docs/threats.md)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access.models import Credential
from elaas.access.rules import Scope
from elaas.doors import queries as doors
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


class NotTold(Exception):
    """The phone may do no service at that unit now, or the unit is claimed."""


@transaction.atomic
def tell_claim_secret(*, phone: UUID, employee: UUID, lock_id: str, now: datetime) -> bytes:
    """What claims the unit, for a phone that may do service at it now. Raises NotTold.

    Each telling is an entry: whoever holds the unit reads it on the label and need not ask.
    """
    held = Credential.objects.filter(
        phone=phone,
        unit=lock_id,
        scope=Scope.OPEN_SERVICE.value,
        revoked_at=None,
        not_before__lte=now,
        expires_at__gt=now,
    )
    if not held.exists() or doors.is_claimed(lock_id):
        raise NotTold
    ledger.append(
        entry("claim_secret_told", now, lock=lock_id, phone=phone.hex, employee=employee.hex)
    )
    return doors.claim_secret(lock_id)
