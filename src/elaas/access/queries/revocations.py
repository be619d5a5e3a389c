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
    is dead already. `known_from`: no update with a lower second can know of all of them.
    """

    listed: list[bytes] = field(default_factory=list)
    known_from: int = 0
    _last: datetime | None = None

    def add(self, revoked_at: datetime) -> None:
        """Count one more, not revoked before those that are counted.

        An update signed just before it, in the same second, may know of all but this one: so each
        moment of revocation has a second of its own, and the next update a later one.
        """
        if revoked_at != self._last:
            self.known_from = max(int(revoked_at.timestamp()), self.known_from) + 1
            self._last = revoked_at


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
        if revoked_at is not None:  # as the query asks for
            found[lock_id].add(revoked_at)
        if epoch >= units[lock_id].epoch:
            found[lock_id].listed.append(cti.bytes)
    return found
