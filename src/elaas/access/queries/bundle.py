"""What a phone is given, beside the credentials themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from elaas.access import rules
from elaas.access.models import Journal
from elaas.access.queries import facts
from elaas.doors import queries as doors
from elaas.people import queries as people


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit as the employee's phone shows it. A hidden address is empty text.

    `address_until`: when the phone must have forgotten a protected address that it is shown.
    """

    recipient: str
    address: str
    dwelling: str
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
        found[visit.assignment.id] = Shown(
            recipient=recipient.name if recipient else "",
            address=home.address if home and not hidden else "",
            dwelling=home.dwelling if home and not hidden else "",
            address_hidden=hidden,
            address_until=window.end if protected and not hidden else None,
        )
    return found


def acknowledged(lock_ids: Collection[str]) -> dict[str, int]:
    """For each of these locks the seq up to which the server has its journal."""
    known = Journal.objects.filter(unit__in=lock_ids).values_list("unit_id", "complete_to")
    return {**dict.fromkeys(lock_ids, 0), **dict(known)}
