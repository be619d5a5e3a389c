"""How units are, as far as they have told: which may need somebody to look after them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from elaas.access.ladder import Rung
from elaas.access.models import Assignment, AssignmentKind, Journal, Receipt, Step
from elaas.doors.models import Unit
from elaas.mounting import service
from elaas.mounting.models import FaultReport, WorkOrder
from elaas.mounting.rules import OrderReason
from elaas.mounting.service import Limits, Seen
from elaas.mounting.told_faults import Told
from elaas.people.actors import ActorKind
from elaas.protocol.receipt import Outcome

FRESH = timedelta(days=7)  # what could not be taken in by then is old news


def limits() -> Limits:
    """What this municipality has set."""
    return Limits(
        battery_low=settings.BATTERY_LOW,
        battery_new=settings.BATTERY_NEW,
        silent_for=settings.SILENT_FOR,
    )


def to_look_after(*, now: datetime) -> list[str]:
    """Units of which something may have to be said; the others need not be asked about."""
    units = Unit.objects.annotate(
        battery_low=Exists(_open(OrderReason.BATTERY_LOW)),
        jammed=Exists(_open(OrderReason.JAMMED)),
        no_contact=Exists(_open(OrderReason.NO_CONTACT)),
    )
    mounted = units.filter(mounted_at__isnull=False)
    silent = now - settings.SILENT_FOR
    heard = Q(journal__last_contact_at__gt=silent)
    jams = Receipt.objects.filter(outcome=Outcome.JAMMED, at__gt=now - service.LATELY)
    found: set[str] = set()
    for some in (
        mounted.filter(journal__battery__lt=settings.BATTERY_LOW, battery_low=False),
        mounted.filter(journal__battery__gte=settings.BATTERY_NEW, battery_low=True),
        mounted.filter(~heard, mounted_at__lte=silent, no_contact=False),
        mounted.filter(heard, no_contact=True),
        mounted.filter(lock_id__in=jams.values("unit"), jammed=False),
        units.filter(Q(battery_low=True) | Q(no_contact=True) | Q(jammed=True), mounted_at=None),
    ):
        found.update(some.values_list("lock_id", flat=True))
    return sorted(found)


def _open(reason: OrderReason) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(unit=OuterRef("pk"), reason=reason.value, done_at=None)


def told_by_phones(*, now: datetime) -> list[Told]:
    """What employees have reported of doors from their phones and is in no order yet."""
    kept = FaultReport.objects.filter(pk=OuterRef("pk"))
    rows = Step.objects.filter(
        ~Exists(kept), rung__in=service.OF_RUNGS, unit__isnull=False, told_at__gt=now - FRESH
    )
    return [
        Told(
            id=row.id,
            lock_id=row.unit_id or "",
            fault=service.OF_RUNGS[Rung(row.rung)],
            kind=ActorKind.EMPLOYEE,
            by=row.assignment.employee_id,
            at=row.taken_at,
            text=row.text,
        )
        for row in rows.select_related("assignment").order_by("told_at", "pk")
    ]


def seen(unit: Unit, *, mounted_at: datetime, now: datetime) -> Seen:
    """What is known of that unit, since it was mounted."""
    journal = Journal.objects.filter(unit=unit).first()
    last = Receipt.objects.filter(unit=unit, seq=journal.last_seq).first() if journal else None
    jams = Receipt.objects.filter(
        unit=unit, outcome=Outcome.JAMMED, at__gt=max(mounted_at, now - service.LATELY)
    )
    orders = WorkOrder.objects.filter(unit=unit)
    ended = orders.values_list("reason").annotate(last=Max("done_at")).exclude(last=None)
    return Seen(
        mounted_at=mounted_at,
        battery=journal.battery if journal else None,
        told_at=last.at if last else None,
        jammed_at=jams.aggregate(last=Max("at"))["last"],
        heard_at=journal.last_contact_at if journal else None,
        visited_at=_visited_at(unit, now),
        open=_reasons(orders.filter(done_at=None).values_list("reason", flat=True)),
        ended={OrderReason(reason): at for reason, at in ended},
    )


def _visited_at(unit: Unit, now: datetime) -> datetime | None:
    """The end of the last planned visit behind its door that should have been heard of."""
    behind = Q(home=unit.home_id) if unit.home_id else Q(home__building=unit.building_id)
    over = Q(ends_at__lte=now - service.ON_ITS_WAY, withdrawn_at=None)
    visits = Assignment.objects.filter(behind, over, kind=AssignmentKind.CARE)
    found: datetime | None = visits.aggregate(last=Max("ends_at"))["last"]
    return found


def _reasons(found: Iterable[str]) -> frozenset[OrderReason]:
    return frozenset(map(OrderReason, found))
