"""Attempts: doors that the phone itself refused, because it had no credential for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from elaas.access.models import Attempt
from elaas.access.rules import Refusal
from elaas.doors import queries as doors
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry, moment
from elaas.people import queries as people

MOST_IN_A_DAY = 200
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a phone tells of one attempt. The phone made the id, so telling it twice counts once."""

    id: UUID
    label: str
    reason: Refusal
    at: datetime


@transaction.atomic
def note_attempts(*, attempts: Iterable[Tried], phone: UUID, employee: UUID, now: datetime) -> None:
    """Record the attempts that are new, a day's worth at most: nobody tries so many doors.

    A unit is named only when one alone has that label.
    """
    people.phones([phone])  # one at a time for each phone, also when it asks twice
    told = {one.id: one for one in attempts}
    known = set(Attempt.objects.filter(id__in=told).values_list("id", flat=True))
    today = Attempt.objects.filter(phone=phone, told_at__gt=now - A_DAY).count()
    new = [told[one] for one in told if one not in known][: max(0, MOST_IN_A_DAY - today)]
    units = doors.units_labelled({one.label for one in new})
    Attempt.objects.bulk_create(
        Attempt(
            id=one.id,
            phone_id=phone,
            employee_id=employee,
            label=one.label,
            unit_id=units.get(one.label),
            reason=one.reason,
            tried_at=one.at,
            told_at=now,
        )
        for one in new
    )
    ledger.append_all(
        entry(
            "refused_by_phone",
            now,
            attempt=one.id.hex,
            phone=phone.hex,
            employee=employee.hex,
            label=one.label,
            lock=units.get(one.label),
            reason=str(one.reason),
            tried_at=moment(one.at),
        )
        for one in new
    )
