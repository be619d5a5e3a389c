"""Update: what the authority tells a lock through whichever phone comes by (protocol, "Update")."""

from collections.abc import Collection, Iterable
from datetime import datetime

from elaas.access.models import Journal
from elaas.access.queries import revocations
from elaas.doors import queries as doors
from elaas.protocol.cose import Signer, sign1
from elaas.protocol.update import PREFIX, Time, Update


def updates(*, lock_ids: Collection[str], authority: Signer, now: datetime) -> dict[str, bytes]:
    """A signed update for each of these locks: epoch, revocations, acknowledgement."""
    revoked = revocations.of_locks(lock_ids, now)
    acknowledged = dict(_acknowledged(lock_ids))
    return {
        lock_id: sign1(
            Update(
                lock_id=lock_id,
                # A lock ignores an update no newer than the last it applied.
                issued_at=max(int(now.timestamp()), revoked[lock_id].known_from),
                epoch=unit.epoch,
                revoked=tuple(cti[:PREFIX] for cti in revoked[lock_id].listed),
                acknowledged=acknowledged.get(lock_id),
            ).payload(),
            authority,
        )
        for lock_id, unit in doors.units(lock_ids=lock_ids).by_lock_id.items()
    }


def time(*, lock_id: str, nonce: bytes, authority: Signer, now: datetime) -> bytes:
    """The signed time for a lock's nonce; `nonce` is 16 bytes."""
    answer = Time(lock_id=lock_id, time=int(now.timestamp()), nonce=nonce)
    return sign1(answer.payload(), authority)


def _acknowledged(lock_ids: Collection[str]) -> Iterable[tuple[str, tuple[int, bytes]]]:
    rows = Journal.objects.filter(unit__in=lock_ids, complete_to__gt=0)
    for lock_id, seq, digest in rows.values_list("unit_id", "complete_to", "complete_digest"):
        yield lock_id, (seq, bytes(digest))
