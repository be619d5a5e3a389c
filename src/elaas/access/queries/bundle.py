"""What a phone is given, beside the credentials themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from elaas.access import rules
from elaas.access.models import Journal, Receipt
from elaas.access.queries import facts
from elaas.doors import queries as doors
from elaas.people import queries as people
from elaas.protocol.receipt import Outcome

NOWHERE = doors.Address(address="", dwelling="", note="", entrance_note="")
LATELY = timedelta(days=14)  # a jam longer ago says nothing about the door today


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit as the employee's phone shows it. A hidden address is empty text, as are its notes.

    `address_until`: when the phone must have forgotten a protected address that it is shown.
    """

    recipient: str
    address: str
    dwelling: str
    note: str
    entrance_note: str
    address_hidden: bool
    address_until: datetime | None


def shown(visits: Collection[facts.Visit], *, now: datetime) -> dict[UUID, Shown]:
    """For each visit (by assignment) whom and where, as far as the employee may see it now.

    A protected address is shown only while the assignment opens the door: it must not lie on a
    phone the whole day.
    """
    recipients = people.recipients({one.recipient for one in visits if one.recipient})
    homes = doors.homes({one.home for one in visits if one.home})
    slack = facts.slack()
    found = {}
    for visit in visits:
        recipient = recipients.get(visit.recipient) if visit.recipient else None
        home = homes.get(visit.home) if visit.home else None
        window = rules.opening_window(assignment=visit.assignment, shifts=(), slack=slack)
        protected = recipient is not None and recipient.protected
        hidden = protected and now not in window
        where = NOWHERE if home is None or hidden else home
        found[visit.assignment.id] = Shown(
            recipient=recipient.name if recipient else "",
            address=where.address,
            dwelling=where.dwelling,
            note=where.note,
            entrance_note=where.entrance_note,
            address_hidden=hidden,
            address_until=window.end if protected and not hidden else None,
        )
    return found


@dataclass(frozen=True, slots=True)
class Condition:
    """How a lock is, as far as the server has heard.

    `acknowledged`: the seq up to which the server has its journal. `battery`: per cent; low: below
    what the municipality has set.
    `jammed_at`: when its bolt last jammed, lately.
    """

    acknowledged: int = 0
    battery: int | None = None
    jammed_at: datetime | None = None

    @property
    def battery_low(self) -> bool:
        """Whether it is to be changed soon."""
        return self.battery is not None and self.battery < settings.BATTERY_LOW


def conditions(lock_ids: Collection[str], *, now: datetime) -> dict[str, Condition]:
    """The condition of each of these locks."""
    jams = dict(
        Receipt.objects.filter(unit__in=lock_ids, outcome=Outcome.JAMMED, at__gt=now - LATELY)
        .order_by()
        .values_list("unit_id")
        .annotate(last=Max("at"))
    )
    rows = Journal.objects.filter(unit__in=lock_ids)
    known = {
        lock_id: Condition(complete_to, battery, jams.get(lock_id))
        for lock_id, complete_to, battery in rows.values_list("unit_id", "complete_to", "battery")
    }
    return {**dict.fromkeys(lock_ids, Condition()), **known}
