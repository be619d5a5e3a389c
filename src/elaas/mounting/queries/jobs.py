"""What a crew's phone is given of today's work: whose door, what is known of it, what to do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from elaas.access.queries.facts import slack
from elaas.access.queries.pages.bag import bag_of
from elaas.access.rules import Period
from elaas.doors import queries as doors
from elaas.doors.models import Building, DoorCondition, Home
from elaas.mounting.models import Appointment, Ending, MountingCase, VisitReport, WorkOrder
from elaas.mounting.queries.calendar import day_bounds, today
from elaas.mounting.queries.crews import crew_of
from elaas.mounting.queries.endings import key_lies_in
from elaas.mounting.queries.van import weak_boxes
from elaas.mounting.rules import Task
from elaas.people.models import Recipient
from elaas.people.queries import kin_today
from elaas.people.rights import Right


@dataclass(frozen=True, slots=True)
class Found:
    """A door as somebody found it before."""

    make: str
    cylinder: str
    gap_mm: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InBag:
    """One kind of part that lies in the bag. `there`: it is not noted as missing."""

    id: UUID
    name: str
    count: int
    there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptParts:
    """The bag that belongs to a door's unit."""

    id: UUID
    label: str
    place: str
    parts: Sequence[InBag]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDoor:
    """A door of a job. `lock_permitted`: board or landlord permits a lock, or need not be asked.

    `lock_id`: of the unit that is on it, or that this job takes down there; then `comes_down`, and
    `released` once it is off. `key_in`: the resident's key lies in the key box.
    """

    place: UUID
    entrance: bool
    note: str
    lock_id: str | None
    label: str | None
    key_box: bool
    found: Found | None
    lock_permitted: bool
    key_box_permitted: bool
    bag: KeptParts | None
    comes_down: bool
    released: bool
    key_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An appointment of the crew, or a work order it has taken for today (`reason` says why).

    A hidden address is empty text. `address_until`: when the phone must have forgotten it.
    `case` and `recipient_id`: the appointment's. `home`: where it is, None at a common entrance.
    `round`: how many times somebody has been there for the order and must come once more.
    `reported`: the steps that are told already, by kind and door. `signers`: the names of those who
    may sign for a removal. `weak_boxes`: the key boxes in the van that may not be mounted yet.
    """

    id: UUID
    task: Task
    reason: str
    period: Period | None
    recipient: str
    case: UUID | None
    recipient_id: UUID | None
    home: UUID | None
    address: str
    dwelling: str
    address_hidden: bool
    address_until: datetime | None
    with_alarm: bool
    doors: Sequence[JobDoor]
    signers: Sequence[str] = ()
    weak_boxes: Sequence[str] = ()
    round: int = 0
    reported: Sequence[tuple[str, UUID | None, str]] = field(default_factory=list)


def jobs(employee: UUID, *, now: datetime) -> list[Job]:
    """What the employee's crew has to do today, and as far ahead as a phone knows the day."""
    day = today(now)
    crew = crew_of(employee, day=day)
    if crew is None:
        return []
    begin, end = day_bounds(day, day)
    ahead = max(end, now + settings.BUNDLE_HORIZON)
    rows = (
        Appointment.objects.filter(
            crew=crew,
            cancelled_at=None,
            case__closed_at=None,
            slot__overlap=DateTimeTZRange(begin, ahead),
        )
        .select_related("case__recipient", "case__home__building")
        .order_by("slot")
    )
    orders = WorkOrder.objects.filter(crew=crew, day=day, done_at=None).order_by("opened_at")
    weak = weak_boxes(crew) if any(row.case.task == Task.MOUNT for row in rows) else []
    visits = [replace(_of_appointment(row, now), weak_boxes=weak) for row in rows]
    return visits + [_of_order(row, now) for row in orders.select_related("home", "building")]


def _of_appointment(row: Appointment, now: datetime) -> Job:
    case, home = row.case, row.case.home
    period = Period(row.slot.lower, row.slot.upper)
    window = _window(period)
    protected = bool(case.recipient.protection)
    hidden = protected and now not in window
    return Job(
        id=row.id,
        task=Task(case.task),
        reason="",
        period=period,
        recipient=f"{case.recipient.given} {case.recipient.family}".strip(),
        case=case.id,
        recipient_id=case.recipient_id,
        home=home.id,
        address="" if hidden else home.address,
        dwelling="" if hidden else home.dwelling,
        address_hidden=hidden,
        address_until=window.end if protected and not hidden else None,
        with_alarm=case.with_alarm,
        doors=_doors(doors.ways([home.id])[home.id], down=_down(case), hidden=hidden, now=now),
        signers=() if hidden or case.task != Task.REMOVE else _signers(case.recipient),
        reported=_reported(row.id),
    )


def _of_order(row: WorkOrder, now: datetime) -> Job:
    """A home where somebody with a protected address has a case is not named by an order."""
    place = row.home or row.building
    hidden = row.home is not None and _protected(row.home)
    return Job(
        id=row.id,
        task=Task(row.task),
        reason=row.reason,
        period=None,
        recipient="",
        case=None,
        recipient_id=None,
        home=row.home_id,
        address="" if hidden or place is None else place.address,
        dwelling=row.home.dwelling if row.home and not hidden else "",
        address_hidden=hidden,
        address_until=None,
        with_alarm=False,
        doors=_doors(
            [place.id] if place else [],
            down={place.id: row.unit_id}
            if place and row.unit_id and row.task == Task.REMOVE
            else {},
            hidden=hidden,
            now=now,
        ),
        round=row.work.count(),
        reported=_of_this_round(row),
    )


def _window(period: Period) -> Period:
    allowed = slack()
    return Period(period.start - allowed.before, period.end + allowed.after)


def _protected(home: Home) -> bool:
    return Recipient.objects.filter(cases__home=home).exclude(protection="").exists()


def _down(case: MountingCase) -> dict[UUID, str]:
    """The unit that the case takes down, by its door."""
    if case.task != Task.REMOVE:
        return {}
    row = Ending.objects.filter(case=case, closed_at=None).first()
    return {row.home_id: row.unit_id} if row else {}


def _signers(recipient: Recipient) -> list[str]:
    own = [] if recipient.deceased else [f"{recipient.given} {recipient.family}".strip()]
    return own + [kin.name for kin in kin_today(recipient.id) if Right.BOOK in kin.rights]


def _doors(
    places: Collection[UUID], *, down: Mapping[UUID, str], hidden: bool, now: datetime
) -> list[JobDoor]:
    units = doors.units(places=places).at
    leaving = doors.units(lock_ids=down.values()).by_lock_id
    homes = {row.id: row for row in Home.objects.filter(id__in=places)}
    buildings = {row.id: row for row in Building.objects.filter(id__in=places)}
    notes: Mapping[UUID, str] = {key: row.note for key, row in (homes | buildings).items()}
    found = []
    for place in places:
        there = units.get(place)
        unit = leaving.get(down.get(place, "")) or there
        mounted = unit is not None and (unit.mounted or place in down)
        found.append(
            JobDoor(
                place=place,
                entrance=place not in homes,
                note="" if hidden else notes.get(place, ""),
                lock_id=unit.lock_id if unit and mounted else None,
                label=unit.label if unit and mounted else None,
                key_box=bool(unit and mounted and unit.key_box),
                found=_found(place),
                lock_permitted=_permitted(place, key_box=False, now=now),
                key_box_permitted=_permitted(place, key_box=True, now=now),
                bag=_bag(unit.lock_id) if unit else None,
                comes_down=place in down,
                released=place in down and (there is None or there.lock_id != down[place]),
                key_in=place in down and key_lies_in(down[place]),
            )
        )
    return found


def _found(place: UUID) -> Found | None:
    rows = DoorCondition.objects.filter(home=place) | DoorCondition.objects.filter(building=place)
    row = rows.order_by("noted_at", "pk").last()
    return Found(row.make, row.cylinder, row.gap_mm) if row else None


def _permitted(place: UUID, *, key_box: bool, now: datetime) -> bool:
    board = doors.board_at(place)
    return board is None or doors.standings([board], now=now)[board].permits(key_box=key_box)


def _bag(lock_id: str) -> KeptParts | None:
    row = bag_of(lock_id)
    if row is None:
        return None
    parts = [InBag(id=one.id, name=one.name, count=one.count, there=one.there) for one in row.parts]
    return KeptParts(id=row.id, label=row.label, place=row.place, parts=parts)


def _of_this_round(row: WorkOrder) -> list[tuple[str, UUID | None, str]]:
    """An order is still open after what was settled about it: the door does not work yet."""
    rows = row.reports.filter(settled_at=None).order_by("done_at", "pk")
    return list(rows.values_list("kind", "place", "trouble"))


def _reported(job: UUID) -> list[tuple[str, UUID | None, str]]:
    rows = VisitReport.objects.filter(job=job).order_by("done_at", "pk")
    return list(rows.values_list("kind", "place", "trouble"))
