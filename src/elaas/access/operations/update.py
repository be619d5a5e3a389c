"""Update: what the authority tells a lock through whichever phone comes by (protocol, "Update")."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from elaas.access.models import Journal, Told
from elaas.access.queries import revocations
from elaas.doors import queries as doors
from elaas.protocol.cose import Signer, sign1
from elaas.protocol.update import PREFIX, Time, Update


@transaction.atomic
def updates(*, lock_ids: Collection[str], authority: Signer, now: datetime) -> dict[str, bytes]:
    """A signed update for each of these locks: epoch, revocations, acknowledgement.

    A lock ignores an update no newer than the last it applied, so news of access get a later second
    than every update before them, even if `now` was read before those (docs/decisions/0003).
    """
    told = _hold(lock_ids)  # before anything is read: whoever is next knows all that we do
    revoked = revocations.to_list(lock_ids, now)
    acknowledged = dict(_acknowledged(lock_ids))
    signed = {}
    for lock_id, unit in doors.units(lock_ids=lock_ids).by_lock_id.items():
        prefixes = tuple(cti[:PREFIX] for cti in revoked[lock_id])
        news = Update(lock_id=lock_id, issued_at=0, epoch=unit.epoch, revoked=prefixes)
        _tell(told[lock_id], news, now)
        update = replace(
            news, issued_at=told[lock_id].issued_at, acknowledged=acknowledged.get(lock_id)
        )
        signed[lock_id] = sign1(update.payload(), authority)
    Told.objects.bulk_update(told.values(), ["issued_at", "news"])
    return signed


def time(*, lock_id: str, nonce: bytes, authority: Signer, now: datetime) -> bytes:
    """The signed time for a lock's nonce; `nonce` is 16 bytes."""
    answer = Time(lock_id=lock_id, time=int(now.timestamp()), nonce=nonce)
    return sign1(answer.payload(), authority)


def _hold(lock_ids: Collection[str]) -> dict[str, Told]:
    """What each of these locks was told last, held until the transaction ends."""
    in_order = sorted(lock_ids)  # so that two who hold some of the same wait only once
    Told.objects.bulk_create([Told(unit_id=one) for one in in_order], ignore_conflicts=True)
    held = Told.objects.select_for_update().filter(unit__in=in_order).order_by("unit_id")
    return {told.unit_id: told for told in held}


def _tell(told: Told, news: Update, now: datetime) -> None:
    digest = sha256(news.payload()).digest()
    # An acknowledgement is no news: who brings a journal one receipt at a time would make the
    # lock's clock run ahead. Ignored in a second that was told already, it comes with the next.
    is_news = digest != bytes(told.news)
    told.issued_at = max(int(now.timestamp()), told.issued_at + is_news)
    told.news = digest


def _acknowledged(lock_ids: Collection[str]) -> Iterable[tuple[str, tuple[int, bytes]]]:
    rows = Journal.objects.filter(unit__in=lock_ids, complete_to__gt=0)
    for lock_id, seq, digest in rows.values_list("unit_id", "complete_to", "complete_digest"):
        yield lock_id, (seq, bytes(digest))
