"""The revocations that a lock must still be told of."""

from collections.abc import Collection
from datetime import datetime

from elaas.access.models import Credential
from elaas.doors import queries as doors


def to_list(lock_ids: Collection[str], now: datetime) -> dict[str, list[bytes]]:
    """For each of these locks the cti of what was revoked and could still open it, oldest first.

    What has expired cannot, nor can what is of an epoch that is dead already.
    """
    units = doors.units(lock_ids=lock_ids).by_lock_id
    found: dict[str, list[bytes]] = {lock_id: [] for lock_id in units}
    rows = (
        Credential.objects.filter(unit__in=units, revoked_at__isnull=False, expires_at__gt=now)
        .order_by("revoked_at", "cti")
        .values_list("unit_id", "cti", "epoch")
    )
    for lock_id, cti, epoch in rows:
        if epoch >= units[lock_id].epoch:
            found[lock_id].append(cti.bytes)
    return found
