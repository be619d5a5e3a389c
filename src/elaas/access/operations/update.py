"""Update: what the authority tells a lock through whichever phone comes by (protocol, "Update")."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from elaas.access.models import Credential, Journal
from elaas.access.operations.revoke import revoke
from elaas.doors import operations as doors
from elaas.doors import queries as doors_queries
from elaas.protocol.cose import Signer, sign1
from elaas.protocol.update import PREFIX, Time, Update

# Command n holds the update in one write of 512 bytes; 25 prefixes leave room for a longer lock id,
# an acknowledgement and the next authority's key.
MOST_REVOKED = 25


class _Revoked(NamedTuple):
    cti: bytes
    at: datetime


@transaction.atomic
def updates(*, lock_ids: Collection[str], authority: Signer, now: datetime) -> dict[str, bytes]:
    """A signed update for each of these locks.

    It lists every revoked credential that could still open the lock. When there are more than a
    frame holds, the epoch is raised instead: all older credentials die, and each phone gets new
    ones at its next sync.
    """
    revoked = _revoked(lock_ids, now)
    for lock_id in [one for one, ctis in revoked.items() if len(ctis) > MOST_REVOKED]:
        _raise_epoch(lock_id, now)
        del revoked[lock_id]
    units = doors_queries.units(lock_ids=lock_ids).by_lock_id
    acknowledged = dict(_acknowledged(lock_ids))
    return {
        lock_id: sign1(
            Update(
                lock_id=lock_id,
                issued_at=_issued_at(revoked.get(lock_id, ()), now),
                epoch=unit.epoch,
                revoked=tuple(one.cti[:PREFIX] for one in revoked.get(lock_id, ())),
                acknowledged=acknowledged.get(lock_id),
            ).payload(),
            authority,
        )
        for lock_id, unit in units.items()
    }


def time(*, lock_id: str, nonce: bytes, authority: Signer, now: datetime) -> bytes:
    """The signed time for a lock's nonce; `nonce` is 16 bytes."""
    answer = Time(lock_id=lock_id, time=int(now.timestamp()), nonce=nonce)
    return sign1(answer.payload(), authority)


def _issued_at(revoked: Iterable[_Revoked], now: datetime) -> int:
    """Seconds. Later than any update that does not know of these revocations yet.

    A lock ignores an update no newer than the last it applied, and a second is long: one signed
    just before a revocation must not outlive it by carrying the same number.
    """
    newest = max((int(one.at.timestamp()) + 1 for one in revoked), default=0)
    return max(int(now.timestamp()), newest)


def _revoked(lock_ids: Collection[str], now: datetime) -> dict[str, list[_Revoked]]:
    epochs = {
        unit.lock_id: unit.epoch
        for unit in doors_queries.units(lock_ids=lock_ids).by_lock_id.values()
    }
    rows = (
        Credential.objects.filter(unit__in=lock_ids, revoked_at__isnull=False, expires_at__gt=now)
        .order_by("revoked_at", "cti")
        .values_list("unit_id", "cti", "revoked_at", "epoch")
    )
    found: dict[str, list[_Revoked]] = defaultdict(list)
    for lock_id, cti, at, epoch in rows:
        if at is not None and epoch >= epochs[lock_id]:  # of a lower epoch: dead already
            found[lock_id].append(_Revoked(cti.bytes, at))
    return found


def _acknowledged(lock_ids: Collection[str]) -> Iterable[tuple[str, tuple[int, bytes]]]:
    rows = Journal.objects.filter(unit__in=lock_ids, complete_to__gt=0)
    for lock_id, seq, digest in rows.values_list("unit_id", "complete_to", "complete_digest"):
        yield lock_id, (seq, bytes(digest))


def _raise_epoch(lock_id: str, now: datetime) -> None:
    doors.raise_epoch(lock_id=lock_id, now=now)
    alive = Credential.objects.filter(unit=lock_id, revoked_at=None, expires_at__gt=now)
    revoke(credentials=list(alive.values_list("cti", flat=True)), because="epoch_raised", now=now)
