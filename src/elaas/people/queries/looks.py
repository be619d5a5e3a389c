"""Who looked at whose data."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from elaas.people.grants import GrantedRole
from elaas.people.look_models import Look
from elaas.people.looks import Because, Reason, What
from elaas.people.models import Employee, EmployeeRole, RoleGrant

LOOKS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Looker:
    """An employee who looked: what the badge says, and the work they did then."""

    id: UUID
    given: str
    family: str
    roles: tuple[GrantedRole, ...]
    service: str


@dataclass(frozen=True, slots=True)
class Looked:
    """One look, and all of the same reason within the hour after it."""

    id: UUID
    at: datetime
    by: Looker
    what: What
    reason: Reason


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks at one person, the newest first; `earlier`: ask again with it as `before` for more."""

    looks: Sequence[Looked]
    earlier: datetime | None


def looks_at(recipient: UUID, *, before: datetime | None = None) -> Looks:
    """Which employees have looked at that recipient's data, when and why."""
    return _page(Look.objects.filter(recipient=recipient), before)


def looks_in(recipient: UUID, *, since: datetime, until: datetime) -> Sequence[Looked]:
    """All of those between these, the newest first."""
    rows = Look.objects.filter(recipient=recipient, at__gte=since, at__lt=until)
    return _looked(list(rows.order_by("-at", "id")))


def look_at(recipient: UUID, name: str) -> Looked | None:
    """The look at that recipient's data whose id is `name`, 32 digits; None: there is none."""
    try:
        look = UUID(name)
    except ValueError:
        return None
    if look.hex != name:
        return None
    found = _page(Look.objects.filter(recipient=recipient, pk=look), None).looks
    return found[0] if found else None


def looked_up(colleague: UUID, *, before: datetime | None = None) -> Looks:
    """Which employees have looked up what that one has opened, when and why."""
    return _page(Look.objects.filter(colleague=colleague), before)


def _page(rows: QuerySet[Look], before: datetime | None) -> Looks:
    if before is not None:
        rows = rows.filter(at__lt=before)
    some = list(rows.order_by("-at", "id")[: LOOKS_A_PAGE + 1])
    shown = _whole_moments(some)
    return Looks(looks=_looked(shown), earlier=shown[-1].at if len(shown) < len(some) else None)


def _looked(rows: Sequence[Look]) -> Sequence[Looked]:
    who = Work({row.employee_id for row in rows})
    return [
        Looked(
            id=row.id,
            at=row.at,
            by=who.at(row.employee_id, row.at),
            what=What(row.what),
            reason=Reason(Because(row.because), row.about),
        )
        for row in rows
    ]


def _whole_moments(rows: Sequence[Look]) -> Sequence[Look]:
    """A page of them, that ends between two moments: what one request noted stays together."""
    if len(rows) <= LOOKS_A_PAGE:
        return rows
    first_left = rows[LOOKS_A_PAGE].at
    return [row for row in rows if row.at > first_left] or rows[:LOOKS_A_PAGE]


def reason_now(*, employee: UUID, whose: UUID, now: datetime) -> Reason | None:
    """Why the employee looks at that person's data this hour; None: they have not said."""
    row = (
        Look.objects.filter(
            Q(recipient=whose) | Q(colleague=whose), employee=employee, hour__contains=now
        )
        .order_by("-at", "id")
        .first()
    )
    return Reason(Because(row.because), row.about) if row else None


class Work:
    """What these employees did when: granted roles, and services in the care system."""

    def __init__(self, employees: Collection[UUID]) -> None:
        """Asks about all of them at once."""
        self._grants: dict[UUID, list[RoleGrant]] = defaultdict(list)
        self._services: dict[UUID, str] = {}
        self._who = Employee.objects.in_bulk(employees)
        for grant in RoleGrant.objects.filter(employee__in=employees).order_by("role"):
            self._grants[grant.employee_id].append(grant)
        for role in EmployeeRole.objects.filter(employee__in=employees).order_by("active", "id"):
            self._services[role.employee_id] = role.service

    def at(self, employee: UUID, at: datetime) -> Looker:
        """Who it was, as they were then."""
        roles = tuple(
            GrantedRole(one.role)
            for one in self._grants[employee]
            if one.granted_at <= at and (one.withdrawn_at is None or at < one.withdrawn_at)
        )
        who = self._who[employee]
        return Looker(who.id, who.given, who.family, roles, self._services.get(who.id, ""))
