"""A visit ends: the case is done, or somebody must come once more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting import visits
from elaas.mounting.models import Appointment, MountingCase, VisitReport
from elaas.mounting.operations.cases import close_case
from elaas.mounting.queries.cases import doors_left
from elaas.mounting.rules import Task
from elaas.mounting.visits import Left, ReportKind, Signed, Then
from elaas.people.actors import Actor, ActorKind

ENDS = (ReportKind.SIGNED.value, ReportKind.LEFT.value)


@transaction.atomic
def end_visit(*, job: UUID, now: datetime) -> None:
    """Once all of it is here: the case is done if every door has its unit.

    Where a door has none because it could not be done today, the appointment no longer bars
    another one. Before all is here, and once more, it changes nothing.
    """
    here = VisitReport.objects.filter(job=job)
    # A removal is completed otherwise (operations.removal): the lock must be off by then.
    open_ = here.filter(kind__in=ENDS, case__closed_at=None, case__task=Task.MOUNT.value)
    ended = open_.exclude(settled_at=None)
    last = ended.select_related("case").order_by("done_at", "pk").last()
    if last is None or last.case is None or not _all_here(last):
        return
    if not doors_left(last.case.home_id):
        close_case(case=last.case.id, done=True, now=now)
    elif here.filter(kind=ReportKind.CANNOT.value, told__then=Then.APPOINTMENT.value).exists():
        _end_appointment(last.case, last, now)


def _all_here(last: VisitReport) -> bool:
    told = visits.read(ReportKind(last.kind), last.told, photos=last.photos.count())
    expected = set(told.reports) if isinstance(told, Signed | Left) else set()
    here = VisitReport.objects.filter(job=last.job)
    arrived = set(here.exclude(settled_at=None).values_list("pk", flat=True))
    return expected <= arrived | set(here.exclude(trouble="").values_list("pk", flat=True))


def _end_appointment(case: MountingCase, last: VisitReport, now: datetime) -> None:
    by = Actor(ActorKind.EMPLOYEE, last.employee_id)
    for one in Appointment.objects.filter(pk=last.job, case=case, cancelled_at=None):
        one.cancelled_at = now
        one.cancelled_by_kind, one.cancelled_by_id = by.kind.value, by.id
        one.save(update_fields=["cancelled_at", "cancelled_by_kind", "cancelled_by_id"])
        ledger.append(entry("appointment_cancelled", now, appointment=one.id.hex, **by.told()))
