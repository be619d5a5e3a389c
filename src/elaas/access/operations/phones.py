"""Phones as access sees them: a phone that is replaced or blocked loses its credentials."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access.models import Credential
from elaas.access.operations.revoke import revoke
from elaas.access.operations.turns import change_facts
from elaas.people.operations import phones as people
from elaas.people.operations.phones import Enrolled
from elaas.people.phones import Blocked
from elaas.protocol.cose import PublicKey


@transaction.atomic
def enrol_phone(*, code: str, key: PublicKey, now: datetime) -> Enrolled:
    """Enrol a phone, and revoke what the phones it replaces could open. Raises CodeNotValid."""
    change_facts()
    enrolled = people.enrol(code=code, key=key, now=now)
    for phone in enrolled.replaced:
        _revoke_all(phone, because="phone_replaced", now=now)
    return enrolled


@transaction.atomic
def block_phone(*, phone: UUID, because: Blocked, now: datetime, by: UUID | None = None) -> None:
    """Block a phone; the locks it could open hear of it from the next phone that comes near.

    `by`: the employee of the service desk who says so; None from the command line.
    """
    change_facts()
    people.block(phone=phone, because=because, by=by, now=now)
    _revoke_all(phone, because="phone_blocked", now=now)


def _revoke_all(phone: UUID, *, because: str, now: datetime) -> None:
    live = Credential.objects.filter(phone=phone, revoked_at=None, expires_at__gt=now)
    revoke(credentials=list(live.values_list("cti", flat=True)), because=because, now=now)
