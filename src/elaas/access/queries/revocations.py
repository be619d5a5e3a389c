"""The revocations that a lock must still be told of."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from elaas.access.models import Credential
from elaas.doors import queries as doors


@dataclass(slots=True)
class Revocations:
    """What was revoked at one lock and has not expired.

    `listed`: cti of those that could still open it, oldest first; the others are of an epoch that
    is dead already. `latest`: when the last of all of them was revoked.
    """

    listed: list[bytes] = field(default_factory=list)
    latest: datetime | None = None


def of_locks(lock_ids: Collection[str], now: datetime) -> dict[str, Revocations]:
    """The revocations of each of these locks."""
    units = doors.units(lock_ids=lock_ids).by_lock_id
    found = {lock_id: Revocations() for lock_id in units}
    rows = (
        Credential.objects.filter(unit__in=units, revoked_at__isnull=False, expires_at__gt=now)
        .order_by("revoked_at", "cti")
        .values_list("unit_id", "cti", "revoked_at", "epoch")
    )
    for lock_id, cti, revoked_at, epoch in rows:
        found[lock_id].latest = revoked_at
        if epoch >= units[lock_id].epoch:
            found[lock_id].listed.append(cti.bytes)
    return found
