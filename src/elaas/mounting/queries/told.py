"""What crews have told of their visits, for people to read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from elaas.access.queries.pages.uses import Person, person
from elaas.mounting.models import VisitReport
from elaas.mounting.rules import Task
from elaas.mounting.visits import How, ReportKind, Trouble

LISTED = 100
PATIENCE = timedelta(days=1)  # then what waits, for a lock's own word say, is for a person too


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Who confirmed a visit, and how; `signature`: the photo of the drawn name."""

    how: How
    name: str
    reason: str
    at: datetime
    signature: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTold:
    """One visit of a crew, by what was told last of each step.

    `cannot`: why something could not be done, in the crew's words.
    """

    job: UUID
    task: Task
    at: datetime
    by: Person
    before: Sequence[UUID]
    after: Sequence[UUID]
    cannot: Sequence[str]
    confirmed: Confirmed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InTrouble:
    """A step that could not be stored as told; no `trouble`: it has waited for too long."""

    id: UUID
    kind: ReportKind
    trouble: Trouble | None
    recipient: UUID | None
    lock_id: str
    at: datetime
    by: Person


def visits_of(recipient: UUID) -> list[VisitTold]:
    """The visits at this recipient's home that a crew has told of, the last one first."""
    return _visits(VisitReport.objects.filter(case__recipient=recipient))


def visits_shown_to(recipient: UUID) -> list[VisitTold]:
    """The same for the recipient: not what a person must look at first, of another crew's say."""
    return _visits(VisitReport.objects.filter(case__recipient=recipient, trouble=""))


def photos_shown_to(recipient: UUID) -> set[UUID]:
    """The photos of these visits: of the door before and afterwards, and of the signature."""
    found: set[UUID] = set()
    for visit in visits_shown_to(recipient):
        found |= {*visit.before, *visit.after}
        if visit.confirmed and visit.confirmed.signature:
            found.add(visit.confirmed.signature)
    return found


def _visits(told: QuerySet[VisitReport]) -> list[VisitTold]:
    rows = (
        told.select_related("employee", "case").prefetch_related("photos").order_by("done_at", "pk")
    )
    by_job: dict[UUID, list[VisitReport]] = {}
    for row in rows:
        by_job.setdefault(row.job, []).append(row)
    return [_visit(job, told) for job, told in reversed(by_job.items())]


def in_trouble(*, now: datetime) -> list[InTrouble]:
    """What a person must look at, the oldest first; LISTED at most."""
    rows = VisitReport.objects.filter(settled_at=None, seen_at=None).filter(
        ~Q(trouble="") | Q(stored_at__lt=now - PATIENCE)
    )
    return [
        InTrouble(
            id=row.id,
            kind=ReportKind(row.kind),
            trouble=Trouble(row.trouble) if row.trouble else None,
            recipient=row.case.recipient_id if row.case else None,
            lock_id=str(row.told.get("lock_id", "")),
            at=row.done_at,
            by=person(row.employee),
        )
        for row in rows.select_related("employee", "case").order_by("stored_at", "pk")[:LISTED]
    ]


def _visit(job: UUID, told: Sequence[VisitReport]) -> VisitTold:
    signed = next((row for row in reversed(told) if row.kind == ReportKind.SIGNED), None)
    return VisitTold(
        job=job,
        task=Task(told[0].case.task if told[0].case else Task.MOUNT),
        at=told[-1].done_at,
        by=person(told[-1].employee),
        before=_photos(told, ReportKind.CONDITION),
        after=_photos(told, ReportKind.AFTER),
        cannot=[str(row.told["reason"]) for row in told if row.kind == ReportKind.CANNOT],
        confirmed=_confirmed(signed) if signed else None,
    )


def _photos(told: Iterable[VisitReport], kind: ReportKind) -> list[UUID]:
    """Of each door what was told last: whoever corrected a step took other photos."""
    last = {row.place: row for row in told if row.kind == kind}
    return [photo.pk for row in last.values() for photo in row.photos.all()]


def _confirmed(row: VisitReport) -> Confirmed:
    told: dict[str, Any] = row.told
    return Confirmed(
        how=How(told["how"]),
        name=told["name"],
        reason=told["reason"],
        at=row.done_at,
        signature=next((photo.pk for photo in row.photos.all()), None),
    )
