"""Say something of a finding, or close it with a reason."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from elaas.alarms import rules
from elaas.alarms.models import Finding, FindingDeed
from elaas.alarms.rules import OVER, Deed
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry

LONGEST = 1000  # characters


class NotDone(StrEnum):
    """Why nothing was noted."""

    NOTHING_SAID = "nothing_said"
    OVER = "over"  # somebody has closed it
    OWN = "own"  # it is about what they did themselves


@transaction.atomic
def answer(
    *, finding: UUID, deed: Deed, said: str, by: UUID | None, now: datetime
) -> NotDone | None:
    """Note what `by` says of it; with Deed.CLOSED it is closed, with that as the reason.

    The same again, as when a button is pressed twice, changes nothing. `by` None: in the demo.
    Raises Finding.DoesNotExist.
    """
    row = Finding.objects.select_for_update(no_key=True, of=("self",)).get(pk=finding)
    text = said.strip()[:LONGEST]
    if not text or deed is Deed.SETTLED:
        return NotDone.NOTHING_SAID
    if deed is Deed.CLOSED and not rules.may_judge(employee=row.employee_id, by=by):
        return NotDone.OWN
    last = row.deeds.order_by("id").last()
    if last and (last.deed, last.said, last.by_id) == (deed.value, text, by):
        return None
    if deed is Deed.CLOSED and row.deeds.filter(deed__in=OVER).exists():
        return NotDone.OVER
    told = FindingDeed.objects.create(finding=row, deed=deed.value, said=text, by_id=by, at=now)
    kind = "finding_closed" if deed is Deed.CLOSED else "finding_commented"
    who = by.hex if by else None
    ledger.append(entry(kind, now, finding=finding.hex, deed=told.pk, by=who))
    return None
