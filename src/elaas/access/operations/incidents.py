"""Incidents: note what no assignment and no honest lock explains."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from elaas.access.explain import Kind
from elaas.access.models import Incident, Receipt
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry


class Noted(NamedTuple):
    """An incident to note: about which unit, and the bytes that show it."""

    kind: Kind
    unit: str | None
    digest: bytes
    body: bytes


def note_incidents(noted: Sequence[Noted], *, phone: UUID, now: datetime) -> None:
    """Note each once, however often it is brought."""
    if not noted:
        return
    known = set(
        Incident.objects.filter(digest__in=[one.digest for one in noted]).values_list(
            "kind", "digest"
        )
    )
    known_pairs = {(kind, bytes(found)) for kind, found in known}
    new = [one for one in noted if (one.kind, one.digest) not in known_pairs]
    rows = Receipt.objects.filter(digest__in=[one.digest for one in new])
    stored = {bytes(found): row for row, found in rows.values_list("id", "digest")}
    Incident.objects.bulk_create(
        Incident(
            kind=one.kind,
            unit_id=one.unit,
            receipt_id=stored.get(one.digest),
            phone_id=phone,
            digest=one.digest,
            body=one.body,
            noted_at=now,
        )
        for one in new
    )
    ledger.append_all(
        entry(
            "incident",
            now,
            incident=str(one.kind),
            lock=one.unit,
            digest=one.digest.hex(),
            phone=phone.hex,
        )
        for one in new
    )
