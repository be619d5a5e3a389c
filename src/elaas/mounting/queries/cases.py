"""What is to be mounted or taken down at whose home, and when somebody comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from elaas.access.rules import Period
from elaas.doors import queries as doors
from elaas.mounting import rules
from elaas.mounting.models import Appointment, MountingCase
from elaas.mounting.queries.calendar import Wanted
from elaas.mounting.rules import Place, Task
from elaas.people.models import Recipient

LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An appointment that stands. `version`: how many times one has been booked for this case."""

    id: UUID
    slot: Period
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is to be done at somebody's home. `address` is empty where it is protected.

    `deceased`: the recipient is dead, and somebody else is asked.
    """

    id: UUID
    task: Task
    recipient: UUID
    name: str
    deceased: bool
    protected: bool
    address: str
    with_alarm: bool
    doors: int
    wanted: Wanted
    booked: Booked | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An open case in a list."""

    id: UUID
    task: Task
    recipient: UUID
    name: str
    deceased: bool
    address: str
    protected: bool
    with_alarm: bool
    opened_at: datetime
    slot: Period | None


def case(case_id: UUID) -> Case | None:
    """An open case; None: there is none."""
    return _first(MountingCase.objects.filter(pk=case_id))


def case_of(recipient: UUID, *, task: Task = Task.MOUNT) -> Case | None:
    """The recipient's open case; None: nothing is to be mounted, or taken down."""
    return _first(MountingCase.objects.filter(recipient=recipient, task=task.value))


def waiting() -> list[Waiting]:
    """Open cases, those without an appointment first, the oldest first; LISTED at most."""
    rows = (
        _open(MountingCase.objects.all())
        .annotate(live=Count("appointments", filter=Q(appointments__cancelled_at=None)))
        .order_by("live", "opened_at", "id")[:LISTED]
    )
    standing = _standing(row.id for row in rows)
    return [
        Waiting(
            id=row.id,
            task=Task(row.task),
            recipient=row.recipient_id,
            name=_name(row.recipient),
            deceased=row.recipient.deceased,
            address=_address(row),
            protected=bool(row.recipient.protection),
            with_alarm=row.with_alarm,
            opened_at=row.opened_at,
            slot=_slot(standing[row.id]) if row.id in standing else None,
        )
        for row in rows
    ]


def booked_of(case_id: UUID) -> Booked | None:
    """The appointment of a case that stands."""
    row = _standing([case_id]).get(case_id)
    if row is None:
        return None
    version = Appointment.objects.filter(case=case_id).count()
    return Booked(id=row.id, slot=_slot(row), version=version)


def wanted_for(row: MountingCase, *, doors_left: int) -> Wanted:
    """How long a visit is needed, and where."""
    home = row.home
    at = home if home.latitude is not None or home.building is None else home.building
    return Wanted(
        case=row.id,
        place=Place(at.latitude, at.longitude),
        duration=_duration(doors_left, with_alarm=row.with_alarm),
    )


def doors_to_do(row: MountingCase) -> int:
    """How many doors the visit is about.

    A removal is about the home's own door alone: the entrance has a work order when nobody behind
    it needs its lock any more.
    """
    return 1 if row.task == Task.REMOVE else doors_left(row.home_id)


def doors_left(home: UUID) -> int:
    """How many doors on the way to this home have no unit in use."""
    way = doors.ways([home])[home]
    at = doors.units(places=way).at
    return sum(1 for place in way if place not in at or not at[place].mounted)


def _first(rows: QuerySet[MountingCase]) -> Case | None:
    row = _open(rows).first()
    if row is None:
        return None
    left = doors_to_do(row)
    return Case(
        id=row.id,
        task=Task(row.task),
        recipient=row.recipient_id,
        name=_name(row.recipient),
        deceased=row.recipient.deceased,
        protected=bool(row.recipient.protection),
        address=_address(row),
        with_alarm=row.with_alarm,
        doors=left,
        wanted=wanted_for(row, doors_left=left),
        booked=booked_of(row.id),
    )


def _open(rows: QuerySet[MountingCase]) -> QuerySet[MountingCase]:
    return rows.filter(closed_at=None).select_related("recipient", "home__building")


def _standing(cases: Iterable[UUID]) -> dict[UUID, Appointment]:
    rows = Appointment.objects.filter(case__in=list(cases), cancelled_at=None)
    return {row.case_id: row for row in rows}


def _slot(row: Appointment) -> Period:
    return Period(row.slot.lower, row.slot.upper)


def _name(recipient: Recipient) -> str:
    return f"{recipient.given} {recipient.family}".strip()


def _address(row: MountingCase) -> str:
    if row.recipient.protection:
        return ""
    return ", ".join(part for part in (row.home.address, row.home.dwelling) if part)


def _duration(doors_: int, *, with_alarm: bool) -> timedelta:
    return rules.time_needed(
        doors=doors_,
        a_door=settings.MINUTES_A_DOOR,
        with_alarm=with_alarm,
        an_alarm=settings.MINUTES_AN_ALARM,
    )
