"""A visit ends: the case is done, or somebody must come once more."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.access.queries.pages.bag import bag_of
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting import visit_forms
from elaas.mounting.models import Appointment, MountingCase, VisitReport
from elaas.mounting.operations.cases import close_case
from elaas.mounting.operations.orders import finish_order, give_order
from elaas.mounting.operations.removal import NoRemoval, complete_removal
from elaas.mounting.queries.cases import doors_left
from elaas.mounting.rules import Task
from elaas.mounting.visits import Left, ReportKind, Signed, Then
from elaas.people.actors import Actor, ActorKind

ENDS = (ReportKind.SIGNED.value, ReportKind.LEFT.value)


@transaction.atomic
def end_visit(*, job: UUID, now: datetime) -> None:
    """Once all of it is here: the case is done if every door has its unit, or none any more.

    Where it could not be done today, the appointment no longer bars another one. Before all is
    here, and once more, it changes nothing.
    """
    here = VisitReport.objects.filter(job=job).exclude(settled_at=None)
    ended = here.filter(kind__in=ENDS, case__closed_at=None)
    last = ended.select_related("case").order_by("done_at", "pk").last()
    if last is not None and last.case is not None:
        _end_case(last, last.case, now)
    _end_order(job, now)


def _end_case(last: VisitReport, case: MountingCase, now: datetime) -> None:
    if case.task == Task.REMOVE and last.kind == ReportKind.SIGNED:
        with suppress(NoRemoval):  # stopped meanwhile: what was told says so
            complete_removal(case=case.id, now=now)
        return
    if not _all_here(last):
        return
    if case.task == Task.MOUNT and not doors_left(case.home_id):
        close_case(case=case.id, done=True, now=now)
    elif _must_come_again(last.job):
        _end_appointment(case, last, now)


def _must_come_again(job: UUID) -> bool:
    here = VisitReport.objects.filter(job=job)
    if here.filter(kind=ReportKind.CANNOT.value, told__then=Then.APPOINTMENT.value).exists():
        return True
    back = here.filter(kind=ReportKind.BACK.value).order_by("done_at", "pk").last()
    return back is not None and bool(back.told["missing"])


def _end_order(job: UUID, now: datetime) -> None:
    """An order to take a unit down is done when it is down, and the door was photographed.

    Where that could not be, the order waits for a crew and a day again.
    """
    here = VisitReport.objects.filter(job=job, order__done_at=None, order__task=Task.REMOVE.value)
    last = here.exclude(settled_at=None).order_by("done_at", "pk").last()
    if last is None or last.order is None or last.order.unit is None:
        return
    told = set(here.exclude(settled_at=None).values_list("kind", flat=True))
    is_down = last.order.unit.mounted_at is None and bag_of(last.order.unit.lock_id) is None
    if is_down and {ReportKind.RELEASED.value, ReportKind.AFTER.value} <= told:
        finish_order(order=last.order.id, by=last.employee_id, now=now)
    elif ReportKind.LEFT.value in told and last.order.crew_id is not None:
        give_order(
            order=last.order.id, to=None, seen=last.order.crew_id, by=last.employee_id, now=now
        )


def _all_here(last: VisitReport) -> bool:
    told = visit_forms.read(ReportKind(last.kind), last.told, photos=last.photos.count())
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
