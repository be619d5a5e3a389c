"""Who drives with which crew, and from when until when."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from elaas.access.operations.turns import change_facts
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.models import CrewMember
from elaas.mounting.operations.crew_day import call_off_what_is_over
from elaas.mounting.operations.crews import named
from elaas.people.models import Employee


class NotThere(Exception):
    """The employee does not drive with that crew on that day."""


@transaction.atomic
def join_crew(
    *, crew: str, employee: UUID, first: date, last: date | None = None, now: datetime
) -> None:
    """From `first` on the employee drives with this crew, and with no other. Raises NoSuchCrew.

    Where they drive with another already, they leave it the day before.
    """
    change_facts()
    held = named(crew)
    list(Employee.objects.select_for_update(no_key=True).filter(pk=employee).values_list("id"))
    _leave(employee, first)
    CrewMember.objects.create(crew=held, employee_id=employee, first=first, last=last)
    ledger.append(
        entry(
            "crew_joined",
            now,
            crew=held.id.hex,
            employee=employee.hex,
            first=first.isoformat(),
            last=last.isoformat() if last else None,
        )
    )
    call_off_what_is_over(now=now)


@transaction.atomic
def leave_crew(*, crew: str, employee: UUID, first: date, now: datetime) -> None:
    """From `first` on they drive with it no more. Raises NoSuchCrew or NotThere.

    What they held for the crew's units is taken back.
    """
    change_facts()
    held = named(crew)
    theirs = CrewMember.objects.filter(_from(first), crew=held, employee=employee)
    if not theirs.exists():
        raise NotThere
    _leave(employee, first)
    ledger.append(
        entry("crew_left", now, crew=held.id.hex, employee=employee.hex, first=first.isoformat())
    )
    call_off_what_is_over(now=now)


def _leave(employee: UUID, first: date) -> None:
    CrewMember.objects.filter(employee=employee, first__gte=first).delete()
    CrewMember.objects.filter(_from(first), employee=employee).update(
        last=first - timedelta(days=1)
    )


def _from(first: date) -> Q:
    return Q(last=None) | Q(last__gte=first)
