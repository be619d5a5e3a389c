"""Service orders as the patrol's pages tell them, the most urgent first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from elaas.access.models import Journal
from elaas.access.queries.pages import places
from elaas.access.queries.pages.places import Address
from elaas.access.queries.pages.uses import Lock, Person, Way, lock, person
from elaas.mounting.models import Crew, FaultReport, KeyBoxLoss, OrderWork, WorkOrder
from elaas.mounting.queries.behind import Behind, behind
from elaas.mounting.rules import OrderReason, Task
from elaas.mounting.service import Caller, Fault, Urgency, Work, urgency
from elaas.people.actors import ActorKind
from elaas.people.models import Employee

LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What somebody said is wrong. `caller`: by telephone to `employee`, if it is known to whom."""

    fault: Fault
    text: str
    seen_at: datetime
    kind: ActorKind
    caller: Caller | None
    employee: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What somebody did about it."""

    work: Work
    works: bool
    text: str
    at: datetime
    by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A service order. `address` is None where it is protected. `lock`: None at a bare door.

    `home`: at whose door it is, None at a common entrance.
    """

    id: UUID
    reason: OrderReason
    urgency: Urgency
    behind: Behind
    lock: Lock | None
    way: Way
    home: UUID | None
    address: Address | None
    opened_at: datetime
    done_at: datetime | None
    crew: str
    day: date | None
    battery: int | None
    last_contact_at: datetime | None
    faults: tuple[Reported, ...]
    work: tuple[Worked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A key box that is gone, or was."""

    told_at: datetime
    told_by: Person | None
    because: str
    found_at: datetime | None
    found_by: Person | None


def queue(*, now: datetime) -> list[Order]:
    """Open service orders, the most urgent first, of those the oldest; LISTED at most."""
    rows = WorkOrder.objects.filter(task=Task.SERVICE.value, done_at=None)
    return _in_order(rows, now)[:LISTED]


def order(order_id: UUID, *, now: datetime) -> Order | None:
    """That service order, open or done; None: there is none."""
    rows = WorkOrder.objects.filter(pk=order_id, task=Task.SERVICE.value)
    return next(iter(_in_order(rows, now)), None)


def of_unit(lock_id: str, *, now: datetime) -> list[Order]:
    """The service orders of a unit, the newest first; its biography."""
    rows = WorkOrder.objects.filter(unit=lock_id, task=Task.SERVICE.value)
    return sorted(_in_order(rows, now), key=lambda one: one.opened_at, reverse=True)


def reported_of(lock_ids: Collection[str]) -> dict[str, datetime]:
    """Those of these units of which a fault is reported and not yet mended, and since when."""
    rows = WorkOrder.objects.filter(
        unit__in=lock_ids, reason=OrderReason.FAULT_REPORTED.value, done_at=None
    )
    return dict(rows.values_list("unit_id", "opened_at"))


def losses(lock_id: str) -> list[Loss]:
    """When that key box was stolen and found, the latest first."""
    rows = KeyBoxLoss.objects.filter(unit=lock_id).select_related("told_by", "found_by")
    return [
        Loss(
            told_at=row.told_at,
            told_by=_person(row.told_by),
            because=row.because,
            found_at=row.found_at,
            found_by=_person(row.found_by),
        )
        for row in rows.order_by("-told_at", "pk")
    ]


def crews() -> list[str]:
    """The crews that can be given something to do."""
    return list(Crew.objects.filter(active=True).order_by("name").values_list("name", flat=True))


def _in_order(rows: QuerySet[WorkOrder], now: datetime) -> list[Order]:
    found = list(
        rows.select_related("unit", "home", "building", "crew").prefetch_related("faults", "work")
    )
    at = {place for row in found if (place := row.home_id or row.building_id) is not None}
    hidden = places.protected(places=at)
    stands = behind(at, now=now)
    journals = Journal.objects.in_bulk([row.unit_id for row in found if row.unit_id])
    staff = _staff(found)
    orders = (_order(row, hidden, stands, journals.get(row.unit_id), staff) for row in found)
    return sorted(orders, key=lambda one: (one.urgency, one.opened_at, one.id))


def _order(
    row: WorkOrder,
    hidden: set[UUID],
    stands: dict[UUID, Behind],
    journal: Journal | None,
    staff: dict[UUID, Person],
) -> Order:
    place = row.home_id or row.building_id
    on = stands.get(place, Behind()) if place else Behind()
    reason, battery = OrderReason(row.reason), journal.battery if journal else None
    faults = tuple(_reported(one, staff) for one in row.faults.all())
    return Order(
        id=row.id,
        reason=reason,
        urgency=urgency(
            reason=reason,
            faults=[one.fault for one in faults],
            battery=battery,
            alarm=on.alarm,
            visit_soon=on.visit_soon,
        ),
        behind=on,
        lock=lock(row.unit) if row.unit else None,
        way=Way.HOME if row.home_id else Way.ENTRANCE,
        home=row.home_id,
        address=None if place in hidden else _address(row),
        opened_at=row.opened_at,
        done_at=row.done_at,
        crew=row.crew.name if row.crew else "",
        day=row.day,
        battery=battery,
        last_contact_at=journal.last_contact_at if journal else None,
        faults=faults,
        work=tuple(_worked(one, staff) for one in row.work.all()),
    )


def _address(row: WorkOrder) -> Address | None:
    if row.home:
        return places.of_home(row.home)
    return places.of_building(row.building) if row.building else None


def _staff(rows: Iterable[WorkOrder]) -> dict[UUID, Person]:
    """Employees who told or did something."""
    ids = {one.by_id for row in rows for one in row.faults.all() if one.by_id}
    ids |= {one.done_by_id for row in rows for one in row.work.all() if one.done_by_id}
    return {one.id: person(one) for one in Employee.objects.filter(id__in=ids)}


def _reported(row: FaultReport, staff: dict[UUID, Person]) -> Reported:
    return Reported(
        fault=Fault(row.fault),
        text=row.text,
        seen_at=row.seen_at,
        kind=ActorKind(row.by_kind),
        caller=Caller(row.caller) if row.caller else None,
        employee=staff.get(row.by_id) if row.by_id else None,
    )


def _worked(row: OrderWork, staff: dict[UUID, Person]) -> Worked:
    return Worked(
        work=Work(row.work),
        works=row.works,
        text=row.text,
        at=row.done_at,
        by=staff.get(row.done_by_id) if row.done_by_id else None,
    )


def _person(row: Employee | None) -> Person | None:
    return person(row) if row else None
