"""The service desk's pages of phones: whose they are, and which locks know of those blocked."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from elaas.access.models import Credential, Receipt
from elaas.access.queries.pages import places
from elaas.access.queries.pages.uses import Lock, Person, lock, person
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, Phone
from elaas.people.phones import Blocked
from elaas.people.queries import granted_roles
from elaas.protocol.receipt import Outcome

LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A lock that a blocked phone could still open; `heard_at` None: it may not know yet.

    `address` is None when it is on no door, or the address is protected.
    """

    lock: Lock
    address: places.Address | None
    protected: bool
    opens_until: datetime
    heard_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """One phone, in use or blocked, with the doors it could still open if nobody told the locks."""

    id: UUID
    enrolled_at: datetime
    last_sync_at: datetime | None
    blocked_at: datetime | None
    because: Blocked | None
    doors: tuple[Door, ...]

    @property
    def waiting(self) -> int:
        """How many locks may not know that it is blocked."""
        return sum(door.heard_at is None for door in self.doors)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonesOfEmployee:
    """An employee's phones, the newest first; at most one is in use."""

    employee: Person
    number: str
    active: bool
    roles: frozenset[GrantedRole]
    phones: tuple[Enrolled, ...]

    @property
    def in_use(self) -> Enrolled | None:
        """The phone that is not blocked."""
        return next((phone for phone in self.phones if phone.blocked_at is None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """An employee in the list; `since` None: no phone is in use."""

    employee: Person
    number: str
    since: datetime | None
    last_sync_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """`waiting`: blocked phones that some lock has not heard of. `count`: how many were found."""

    waiting: tuple[Owner, ...]
    found: tuple[Owner, ...]
    count: int


def phones(words: str, *, now: datetime) -> Phones:
    """Everybody's phones, or those of whoever has all of `words` in name or employee number."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(given__icontains=word) | Q(family__icontains=word) | Q(number__iexact=word)
    everybody = Employee.objects.filter(wanted)
    could_open = _could_open(now)
    unheard = could_open.filter(told_at=None).values("phone__employee")  # type: ignore[misc]  # annotated
    return Phones(
        waiting=() if words else _owners(Employee.objects.filter(id__in=unheard), most=None),
        found=_owners(everybody, most=LISTED),
        count=everybody.count(),
    )


def phones_of(employee_id: UUID, *, now: datetime) -> PhonesOfEmployee | None:
    """That employee's phones. None: no such employee."""
    employee = Employee.objects.filter(id=employee_id).first()
    if employee is None:
        return None
    rows = Phone.objects.filter(employee=employee).order_by("-enrolled_at", "id")
    doors = _doors(rows, now)
    return PhonesOfEmployee(
        employee=person(employee),
        number=employee.number,
        active=employee.active,
        roles=granted_roles(employee.id),
        phones=tuple(_enrolled(row, doors[row.id]) for row in rows),
    )


def _owners(employees: QuerySet[Employee], *, most: int | None) -> tuple[Owner, ...]:
    in_use = Phone.objects.filter(employee=OuterRef("pk"), blocked_at=None)
    rows = employees.order_by("given", "family", "id").annotate(
        since=Subquery(in_use.values("enrolled_at")), synced=Subquery(in_use.values("last_sync_at"))
    )
    return tuple(
        Owner(employee=person(row), number=row.number, since=row.since, last_sync_at=row.synced)
        for row in rows[:most]
    )


def _enrolled(row: Phone, doors: Iterable[Door]) -> Enrolled:
    return Enrolled(
        id=row.id,
        enrolled_at=row.enrolled_at,
        last_sync_at=row.last_sync_at,
        blocked_at=row.blocked_at,
        because=Blocked(row.blocked_because) if row.blocked_because else None,
        doors=tuple(doors),
    )


def _could_open(now: datetime) -> QuerySet[Credential, Credential]:
    """Revoked credentials of blocked phones that have not expired.

    `told_at`: when it was known that the lock refuses it: a phone brought back the update it took,
    or the lock itself signed that it has refused it, or that its epoch is past it.
    """
    signed = Receipt.objects.filter(unit=OuterRef("unit")).order_by()
    refused = signed.filter(credential=OuterRef("pk"), outcome=Outcome.REVOKED)
    past = signed.filter(epoch__gt=OuterRef("epoch"))
    earliest = [
        Subquery(rows.values("unit").annotate(first=Min("stored_at")).values("first"))
        for rows in (refused, past)
    ]
    return Credential.objects.filter(
        revoked_at__isnull=False, expires_at__gt=now, phone__blocked_at__isnull=False
    ).annotate(told_at=Least(F("heard_at"), *earliest))


def _doors(rows: Collection[Phone], now: datetime) -> dict[UUID, list[Door]]:
    """For each phone the locks it could still open, those that may not know first."""
    found = list(
        _could_open(now)
        .filter(phone__in=rows)
        .select_related("unit__home", "unit__building")
        .order_by("unit__label")
    )
    by_door: dict[tuple[UUID, str], list[Credential]] = defaultdict(list)
    for row in found:
        by_door[row.phone_id, row.unit_id].append(row)
    hidden = places.protected(
        places=[
            place for row in found for place in (row.unit.home_id, row.unit.building_id) if place
        ]
    )
    doors: dict[UUID, list[Door]] = defaultdict(list)
    for (phone, _), credentials in by_door.items():
        doors[phone].append(_door(credentials, hidden))
    for some in doors.values():
        some.sort(key=lambda door: door.heard_at is not None)
    return doors


def _door(credentials: Collection[Credential], hidden: Collection[UUID]) -> Door:
    unit = next(iter(credentials)).unit
    is_hidden = bool({unit.home_id, unit.building_id} & set(hidden))
    told = [row.told_at for row in credentials]  # type: ignore[attr-defined]  # annotated
    return Door(
        lock=lock(unit),
        address=None if is_hidden else places.of_unit(unit),
        protected=is_hidden,
        opens_until=max(row.expires_at for row in credentials),
        heard_at=None if None in told else max(told),
    )
