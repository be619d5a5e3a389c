"""Incidents: note what no assignment and no honest lock explains."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from elaas.access.explain import Kind
from elaas.access.models import Incident
from elaas.database.bulk import fetch
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry

# What a phone alone can make up, without any lock. So much of it is noted of one phone in a day;
# the rest says nothing new, and must not fill a ledger that only grows.
MADE_UP = frozenset({Kind.MALFORMED, Kind.FOREIGN, Kind.FORGED})
MOST_MADE_UP = 20
A_DAY = timedelta(days=1)

LONGEST_BODY = 512  # bytes that are kept as evidence: no receipt is longer


class Noted(NamedTuple):
    """An incident to note: about which unit, and the bytes that show it.

    `phone`: whose it is, when that is not the phone that is bringing receipts now.
    """

    kind: Kind
    unit: str | None
    digest: bytes
    body: bytes
    phone: UUID | None = None


_NOTE = """
    INSERT INTO access_incident (kind, unit_id, receipt_id, phone_id, digest, body, noted_at)
    SELECT kind, unit,
           (SELECT id FROM access_receipt AS r WHERE r.unit_id = unit AND r.digest = told.digest),
           phone, told.digest, told.body, %s
    FROM unnest(%s::varchar[], %s::varchar[], %s::uuid[], %s::bytea[], %s::bytea[])
        AS told (kind, unit, phone, digest, body)
    ORDER BY kind, told.digest
    ON CONFLICT DO NOTHING RETURNING kind, unit_id, phone_id, digest
"""


def note_incidents(noted: Iterable[Noted], *, phone: UUID, now: datetime) -> None:
    """Note each once, however often it is brought; of what `phone` can make up, a day's worth."""
    by_kind = {(one.kind, one.digest): one for one in noted}.values()
    made_up = [one for one in by_kind if one.kind in MADE_UP]
    told = [one for one in by_kind if one.kind not in MADE_UP]
    if made_up:
        told += made_up[: MOST_MADE_UP - _made_up_today(phone, now)]
    if not told:
        return
    columns = (
        [str(one.kind) for one in told],
        [one.unit for one in told],
        [one.phone or phone for one in told],
        [one.digest for one in told],
        [one.body[:LONGEST_BODY] for one in told],
    )
    ledger.append_all(
        entry("incident", now, incident=kind, lock=unit, digest=digest.hex(), phone=whose.hex)
        for kind, unit, whose, digest in fetch(connection, _NOTE, [now, *columns])
    )


def _made_up_today(phone: UUID, now: datetime) -> int:
    """How much of what `phone` can make up has been noted in the last day; never above the most."""
    noted = Incident.objects.filter(phone=phone, kind__in=MADE_UP, noted_at__gt=now - A_DAY)
    return min(noted.count(), MOST_MADE_UP)
