"""Next of kin: whom an employee may call who cannot get in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access import rules
from elaas.access.queries import facts
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.people import queries as people
from elaas.people.contact_register import ContactRegister
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.operations.looks import look


class NoVisitNow(Exception):
    """The employee has no visit that opens the door now; so who is kin there is not told."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """A next of kin, and the number to call."""

    name: str
    phone: str


def kin_to_call(
    *, assignment: UUID, employee: UUID, register: ContactRegister | None, now: datetime
) -> list[Reachable]:
    """The next of kin of the visit's recipient who can be called; that they were told is an entry.

    Raises NoVisitNow, or NoAnswer of the register.
    """
    recipient = _recipient(assignment, employee, now)
    kin = {one.national_id: one for one in people.kin(recipient) if one.national_id}
    known = register.contacts(kin, now=now) if register and kin else {}
    mobiles = {national_id: one.mobile for national_id, one in known.items() if one.mobile}
    told = [kin[national_id] for national_id in mobiles]
    why = Reason(Because.ASSIGNMENT, assignment)
    with transaction.atomic():
        look(employee=employee, seen=[Seen(recipient, why)], what=What.KIN_NUMBERS, now=now)
        ledger.append_all(
            entry(
                "kin_number_shown",
                now,
                kin=one.id.hex,
                employee=employee.hex,
                assignment=assignment.hex,
            )
            for one in told
        )
    return [Reachable(one.name, mobiles[one.national_id]) for one in told]


def _recipient(assignment: UUID, employee: UUID, now: datetime) -> UUID:
    asks = facts.employees([employee])[employee]
    for visit in facts.visits(assignments=[assignment]):
        answer = rules.what_opens_all(
            employee=asks, assignment=visit.assignment, slack=facts.slack()
        )
        is_on = isinstance(answer, rules.Granted) and now in answer.window
        if is_on and visit.recipient is not None:
            return visit.recipient
    raise NoVisitNow
