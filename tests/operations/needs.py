"""Whether somebody must have eLås, and what the ledger tells of how that came."""

import json

from elaas.eligibility.queries import Need, need_of
from elaas.ledger.models import Entry
from elaas.people.models import Recipient


def need(recipient: Recipient) -> Need:
    found = need_of(recipient.id)
    assert found is not None
    return found


def told() -> list[dict[str, object]]:
    rows = Entry.objects.filter(kind__in=("situation_stated", "decision_reviewed")).order_by("id")
    return [json.loads(bytes(row.body)) for row in rows]
