"""Record: planned visits become assignments, moved or cancelled ones are withdrawn."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from elaas.access.models import Assignment, AssignmentKind, Credential
from elaas.access.queries import facts
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry, moment
from elaas.people.operations.keep import put


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A visit at a home for care, by one employee or several together."""

    source_id: str
    source_version: datetime
    employees: tuple[UUID, ...]
    recipient: UUID
    home: UUID
    service: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the visits, by source id; `touched`: existing assignments that changed."""

    created: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    touched: set[UUID] = field(default_factory=set)


class _Row(NamedTuple):
    id: UUID
    source_id: str
    source_version: datetime
    employee_id: UUID
    recipient_id: UUID
    home_id: UUID
    service: str
    starts_at: datetime
    ends_at: datetime
    withdrawn_at: datetime | None


@transaction.atomic
def record_assignments(
    planned: Collection[Planned], *, without: Mapping[str, datetime], now: datetime
) -> Recorded:
    """Make the assignments what `planned` says: one for each visit and employee.

    `without`: source ids (and versions) of visits that give access no more. An assignment that is
    no longer planned is withdrawn; one that comes back is the same assignment.
    """
    rows = _rows({*(visit.source_id for visit in planned), *without})
    desk = _Desk(now)
    for visit in planned:
        desk.plan(visit, rows.get(visit.source_id, {}))
    for source_id, version in without.items():
        if desk.withdraw(rows.get(source_id, {}).values(), version):
            desk.recorded.withdrawn.add(source_id)
    desk.record()
    return desk.recorded


@transaction.atomic
def withdraw_resting_on(
    *,
    employees: Collection[UUID] = (),
    recipients: Collection[UUID] = (),
    homes: Collection[UUID] = (),
    now: datetime,
) -> dict[str, list[UUID]]:
    """Withdraw the assignments that rest on someone or something no longer known.

    Answers, for each visit's source id, the employees who are still assigned to it.
    """
    chosen = _open(now).filter(
        Q(employee__in=employees) | Q(recipient__in=recipients) | Q(home__in=homes)
    )
    rows = _rows(set(chosen.values_list("source_id", flat=True)))
    gone, desk = set(chosen.values_list("id", flat=True)), _Desk(now)
    for by_employee in rows.values():
        for row in by_employee.values():
            if row.id in gone:
                desk.withdraw([row], row.source_version)
    desk.record()
    return {
        source_id: [
            employee
            for employee, row in by_employee.items()
            if row.id not in gone and row.withdrawn_at is None
        ]
        for source_id, by_employee in rows.items()
    }


def with_live_credentials(assignments: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Those of these assignments that have credentials which still open doors."""
    live = Credential.objects.filter(
        assignment__in=assignments, revoked_at=None, expires_at__gt=now
    )
    return set(live.values_list("assignment_id", flat=True))


class _Desk:
    """Compares what is planned with what there is, and writes the difference at the end."""

    def __init__(self, now: datetime) -> None:
        self.recorded = Recorded()
        self._now = now
        self._new: list[_Row] = []
        self._changed: list[_Row] = []

    def plan(self, visit: Planned, known: Mapping[UUID, _Row]) -> None:
        changed = self.withdraw(
            (row for employee, row in known.items() if employee not in visit.employees),
            visit.source_version,
        )
        for employee in visit.employees:
            row = known.get(employee)
            wanted = _planned_row(visit, employee, row.id if row else uuid4())
            if row is None:
                self._new.append(wanted)
            elif row != wanted:
                self._changed.append(wanted)
            changed = changed or row != wanted
        if not known:
            self.recorded.created.add(visit.source_id)
        elif changed:
            self.recorded.changed.add(visit.source_id)

    def withdraw(self, rows: Iterable[_Row], version: datetime) -> bool:
        """Withdraw those that are not yet; answers whether there were any."""
        standing = [row for row in rows if row.withdrawn_at is None]
        self._changed += [
            row._replace(withdrawn_at=self._now, source_version=version) for row in standing
        ]
        return bool(standing)

    def record(self) -> None:
        self.recorded.touched.update(row.id for row in self._changed)
        put(
            Assignment,
            ["kind", *_Row._fields],
            [(AssignmentKind.CARE.value, *row) for row in (*self._new, *self._changed)],
        )
        ledger.append_all(self._entries())

    def _entries(self) -> Iterator[NewEntry]:
        for row in (*self._new, *self._changed):
            yield entry(
                "assignment_withdrawn" if row.withdrawn_at else "assignment_recorded",
                self._now,
                assignment=row.id.hex,
                source=row.source_id,
                source_version=moment(row.source_version),
                employee=row.employee_id.hex,
                recipient=row.recipient_id.hex,
                home=row.home_id.hex,
                service=row.service,
                starts_at=moment(row.starts_at),
                ends_at=moment(row.ends_at),
            )


def _planned_row(visit: Planned, employee: UUID, assignment: UUID) -> _Row:
    return _Row(
        id=assignment,
        source_id=visit.source_id,
        source_version=visit.source_version,
        employee_id=employee,
        recipient_id=visit.recipient,
        home_id=visit.home,
        service=visit.service,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        withdrawn_at=None,
    )


def _rows(source_ids: Collection[str]) -> dict[str, dict[UUID, _Row]]:
    """The assignments of these visits, withdrawn ones too, by source id and employee."""
    found: dict[str, dict[UUID, _Row]] = defaultdict(dict)
    rows = Assignment.objects.filter(source_id__in=source_ids, kind=AssignmentKind.CARE)
    for values in rows.values_list(*_Row._fields):
        row = _Row(*values)
        found[row.source_id][row.employee_id] = row
    return found


def _open(now: datetime) -> QuerySet[Assignment]:
    """The care assignments that stand and whose window is not over: the past is left as it was."""
    return Assignment.objects.filter(
        kind=AssignmentKind.CARE, withdrawn_at=None, ends_at__gt=now - facts.slack().after
    )
