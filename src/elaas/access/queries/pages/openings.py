"""What one employee has opened, or tried to: asked by who must check it. It names no recipient."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from elaas.access.queries.pages.chooser import Group
from elaas.access.queries.pages.uses import Person, Use, from_receipt, person, receipts
from elaas.people.models import Employee

LISTED = 50
USES_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Openings:
    """The employee's uses, the newest first; `earlier`: ask again with it as `before` for more."""

    employee: Person
    uses: tuple[Use, ...]
    earlier: datetime | None


def employees_named(words: str) -> Group[Person]:
    """The employees whose name has all of `words`, or whose number it is."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(given__icontains=word) | Q(family__icontains=word) | Q(number=word)
    rows = Employee.objects.filter(wanted).order_by("given", "family", "id")
    return Group(shown=tuple(person(row) for row in rows[:LISTED]), count=rows.count())


def openings(employee_id: UUID, *, before: datetime | None = None) -> Openings | None:
    """What locks have told of credentials of theirs. None: no such employee."""
    found = Employee.objects.filter(pk=employee_id).first()
    if found is None:
        return None
    rows = receipts().filter(credential__assignment__employee=employee_id)
    if before is not None:
        rows = rows.filter(at__lt=before)
    some = list(rows.order_by("-at", "-id")[: USES_A_PAGE + 1])
    shown = some[:USES_A_PAGE]
    if len(some) > USES_A_PAGE:  # what is told of one second stays together
        shown = [row for row in shown if row.at > some[-1].at] or shown
    return Openings(
        employee=person(found),
        uses=tuple(from_receipt(row) for row in shown),
        earlier=shown[-1].at if len(shown) < len(some) else None,
    )
