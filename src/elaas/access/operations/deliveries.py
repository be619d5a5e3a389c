"""Deliveries: updates that a phone has seen a lock take."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access.models import Credential
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import Signer, verify1
from elaas.protocol.update import PREFIX, Update


@transaction.atomic
def note_deliveries(
    *, updates: Iterable[bytes], phone: UUID, authority: Signer, now: datetime
) -> int:
    """Note of revoked credentials that their lock has heard; answers of how many it is new.

    `updates`: the signed updates themselves, which a blocked phone never gets. That the lock took
    them is the phone's word all the same: the lock's answer is sealed, not signed.
    """
    # By lock, so that two phones that tell of the same locks wait only once.
    told = sorted(_ours(set(updates), authority), key=lambda update: update.lock_id)
    return sum(_note(update, phone, now) for update in told)


def _ours(updates: Iterable[bytes], authority: Signer) -> Iterable[Update]:
    """Those that the authority signed; anything else tells nothing about a lock."""
    for token in updates:
        try:
            payload = verify1(token, {authority.kid: authority.public_key})
            yield Update.parse(payload)
        except Malformed:
            continue


def _note(update: Update, phone: UUID, now: datetime) -> int:
    waiting = Credential.objects.filter(
        unit=update.lock_id, revoked_at__isnull=False, heard_at=None, expires_at__gt=now
    ).select_for_update(no_key=True)
    heard = [
        row.cti
        for row in waiting.order_by("cti")
        if row.epoch < update.epoch or row.cti.bytes[:PREFIX] in update.revoked
    ]
    Credential.objects.filter(cti__in=heard).update(heard_at=now)
    ledger.append_all(
        entry("revocation_heard", now, cti=cti.hex, lock=update.lock_id, phone=phone.hex)
        for cti in heard
    )
    return len(heard)
