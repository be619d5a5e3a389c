"""Keep what a crew's phone tells of a visit, once, and settle what can be settled."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from elaas.access.operations.turns import change_facts
from elaas.doors import queries as doors
from elaas.doors.operations.photos import kept
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry, moment
from elaas.mounting import visit_forms
from elaas.mounting.models import Appointment, VisitReport, WorkOrder
from elaas.mounting.operations.visit import confirmed, steps, taken_down
from elaas.mounting.operations.visit.end import end_visit
from elaas.mounting.operations.visit.steps import Came, Outcome
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.crews import crew_of
from elaas.mounting.visits import CAN_BE_CORRECTED, OF_A_DOOR, ReportKind, Told, Trouble
from elaas.people.queries import EnrolledPhone

MOST_IN_A_DAY = 400
A_DAY = timedelta(days=1)


class TooMany(Exception):
    """The phone has told more today than a crew can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A step as the phone tells it; it made the id, so that telling it twice counts once.

    `job`: the appointment's id, or the work order's. `place`: of the door; None: all of the visit.
    """

    id: UUID
    kind: ReportKind
    job: UUID
    place: UUID | None
    told: Mapping[str, Any]
    photos: Collection[bytes]
    at: datetime


@transaction.atomic
def store_report(*, report: Report, phone: EnrolledPhone, now: datetime) -> Trouble | None:
    """Keep it and do what follows from it, as far as can be; answers what a person must look at.

    Told before, it changes nothing. Raises Unreadable, NotAPhoto or TooMany: then nothing is kept.
    """
    change_facts()  # what goes on a door comes out of the van, and opens no more for the crew
    known = VisitReport.objects.filter(pk=report.id).first()
    if known is not None:
        return Trouble(known.trouble) if known.trouble else None
    content = visit_forms.read(report.kind, report.told, photos=len(report.photos))
    if (report.place is None) == (report.kind in OF_A_DOOR):
        raise visit_forms.Unreadable("«door» must be there where the step is of one door, only.")
    told = VisitReport.objects.filter(phone=phone.id, stored_at__gt=now - A_DAY).count()
    if told >= MOST_IN_A_DAY:
        raise TooMany
    row = _kept(report, content, phone, now)
    settle(job=report.job, now=now)
    row.refresh_from_db(fields=["trouble"])
    return Trouble(row.trouble) if row.trouble else None


@transaction.atomic
def settle(*, job: UUID, now: datetime) -> None:
    """Do what follows from what has been told of a job and can be done by now."""
    change_facts()
    waiting = VisitReport.objects.filter(job=job, settled_at=None, trouble="")
    rows = list(waiting.select_for_update(no_key=True, of=("self",)).order_by("done_at", "pk"))
    in_order = list(ReportKind)
    for row in sorted(rows, key=lambda row: in_order.index(ReportKind(row.kind))):
        outcome = _settled(row)
        if outcome is Came.WAITS:
            continue
        if isinstance(outcome, Trouble):
            row.trouble = outcome.value
            ledger.append(entry("visit_trouble", now, report=row.id.hex, trouble=outcome.value))
        else:
            row.settled_at = now
        row.save(update_fields=["trouble", "settled_at"])
    end_visit(job=job, now=now)


def settle_waiting(*, employee: UUID, now: datetime) -> None:
    """Settle what this employee has told and what waited, for a lock's own word, say."""
    waiting = VisitReport.objects.filter(employee=employee, settled_at=None, trouble="")
    for job in set(waiting.values_list("job", flat=True)):
        settle(job=job, now=now)


def _kept(report: Report, content: Told, phone: EnrolledPhone, now: datetime) -> VisitReport:
    appointment = Appointment.objects.filter(pk=report.job).first()
    order = WorkOrder.objects.filter(pk=report.job).first()
    row = VisitReport.objects.create(
        id=report.id,
        kind=report.kind.value,
        job=report.job,
        case_id=appointment.case_id if appointment else None,
        order=order,
        place=report.place,
        told=visit_forms.written(content),
        employee_id=phone.employee,
        phone_id=phone.id,
        done_at=report.at,
        stored_at=now,
    )
    row.photos.set(kept(photo, by=phone.employee, now=now) for photo in report.photos)
    if not _theirs(phone, appointment, order):
        known = appointment is not None or order is not None
        row.trouble = (Trouble.NOT_THEIRS if known else Trouble.UNKNOWN_JOB).value
        row.save(update_fields=["trouble"])
    ledger.append(
        entry(
            "visit_reported",
            now,
            report=row.id.hex,
            step=row.kind,
            job=row.job.hex,
            case=row.case_id.hex if row.case_id else None,
            place=row.place.hex if row.place else None,
            photos=len(report.photos),
            employee=phone.employee.hex,
            phone=phone.id.hex,
            done_at=moment(report.at),
            trouble=row.trouble or None,
        )
    )
    return row


def _theirs(phone: EnrolledPhone, appointment: Appointment | None, order: WorkOrder | None) -> bool:
    """Whether the phone's owner drives with the crew whose job it is, on its day."""
    if phone.blocked:
        return False
    if appointment is not None:
        day = today(appointment.slot.lower)
        return appointment.crew_id == crew_of(phone.employee, day=day)
    if order is not None and order.day is not None:
        return order.crew_id == crew_of(phone.employee, day=order.day)
    return False


def _settled(row: VisitReport) -> Outcome:
    kind = ReportKind(row.kind)
    told = visit_forms.read(kind, row.told, photos=row.photos.count())
    if row.place is not None and row.place not in _way(row):
        return Trouble.NOT_ON_THE_WAY
    if kind in _ONLY_WHILE_OPEN and row.case is not None and row.case.closed_at is not None:
        return Trouble.CLOSED
    if kind in CAN_BE_CORRECTED and _is_corrected(row):
        return Came.SETTLED  # as told it is kept; what counts is what was told later
    with transaction.atomic():
        return _FOLLOWS[kind](row, told)


def _is_corrected(row: VisitReport) -> bool:
    same = VisitReport.objects.filter(job=row.job, kind=row.kind, place=row.place, trouble="")
    return same.filter(done_at__gt=row.done_at).exists()


def _way(row: VisitReport) -> Collection[UUID]:
    if row.case is not None:
        return doors.ways([row.case.home_id])[row.case.home_id]
    order = row.order
    places = (order.home_id, order.building_id) if order else ()
    return [place for place in places if place is not None]


_ONLY_WHILE_OPEN = frozenset({ReportKind.MOUNTED, ReportKind.PARTS, ReportKind.KEY})
_FOLLOWS: Mapping[ReportKind, Callable[[VisitReport, Any], Outcome]] = {
    ReportKind.CONDITION: steps.condition,
    ReportKind.CANNOT: steps.only_kept,
    ReportKind.MOUNTED: steps.mounted,
    ReportKind.PARTS: steps.parts,
    ReportKind.KEY: steps.key,
    ReportKind.BACK: taken_down.back,
    ReportKind.KEY_OUT: taken_down.key_out,
    ReportKind.RELEASED: taken_down.released,
    ReportKind.AFTER: taken_down.after,
    ReportKind.WORKED: steps.worked,
    ReportKind.TAUGHT: steps.only_kept,
    ReportKind.SIGNED: confirmed.signed,
    ReportKind.LEFT: steps.only_kept,
}
