"""Who is who."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from elaas.database.bulk import fetch, uuids
from elaas.people.grants import GrantedRole
from elaas.people.models import (
    CitizenSession,
    Employee,
    EmployeeSession,
    Kin,
    KinDecision,
    Phone,
    Recipient,
    RoleGrant,
)
from elaas.people.rights import Decided, Right, rights
from elaas.protocol.cose import PublicKey


@dataclass(frozen=True, slots=True)
class EmployeeSpan:
    """Something of an employee's that lasts from one moment to another; None: no limit there."""

    employee: UUID
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShiftSpan:
    """A recorded shift."""

    employee: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class EnrolledPhone:
    """A phone, whose it is and the key it proved; a `blocked` one brings receipts, gets nothing."""

    id: UUID
    employee: UUID
    key: PublicKey
    blocked: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A recipient's name, and whether their address is protected."""

    name: str
    protected: bool


@dataclass(frozen=True, slots=True)
class NamedKin:
    """A next of kin; `national_id` is empty when the care system does not tell it."""

    id: UUID
    name: str
    national_id: str


@dataclass(frozen=True, slots=True)
class ActsFor:
    """A recipient for whom somebody may do something; `kin` None: they are the recipient."""

    recipient: UUID
    kin: UUID | None
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class KinToday:
    """A next of kin as their recipient sees them, and what they may do."""

    id: UUID
    name: str
    named: bool
    can_log_in: bool
    rights: frozenset[Right]


class NoSuchEmployee(Exception):
    """No employee has that number or id; the message says what was looked for."""


def employees_active(ids: Collection[UUID]) -> dict[UUID, bool]:
    """For each of these employees whether they are employed now."""
    statement = "SELECT id, active FROM people_employee WHERE id = ANY(%s::uuid[])"
    return dict(fetch(connection, statement, [uuids(ids)]))


def active_roles(ids: Collection[UUID]) -> list[EmployeeSpan]:
    """The active roles of these employees, with their limits."""
    statement = """
        SELECT employee_id, starts_at, ends_at FROM people_employeerole
        WHERE employee_id = ANY(%s::uuid[]) AND active
    """
    return list(starmap(EmployeeSpan, fetch(connection, statement, [uuids(ids)])))


def works(employee: UUID, *, now: datetime) -> bool:
    """Whether the employee has a role in the care system now."""
    return any(
        (role.starts_at is None or role.starts_at <= now)
        and (role.ends_at is None or now < role.ends_at)
        for role in active_roles([employee])
    )


def shifts(ids: Collection[UUID]) -> list[ShiftSpan]:
    """The recorded shifts of these employees."""
    statement = """
        SELECT employee_id, starts_at, ends_at FROM people_shift
        WHERE employee_id = ANY(%s::uuid[])
    """
    return list(starmap(ShiftSpan, fetch(connection, statement, [uuids(ids)])))


def stopped_recipients(ids: Collection[UUID]) -> set[UUID]:
    """Those of these recipients whose services have ended."""
    statement = "SELECT id FROM people_recipient WHERE id = ANY(%s::uuid[]) AND NOT active"
    return {recipient for (recipient,) in fetch(connection, statement, [uuids(ids)])}


def recipients(ids: Collection[UUID]) -> dict[UUID, Named]:
    """These recipients' names, and whether their address is protected."""
    rows = Recipient.objects.filter(id__in=ids)
    return {
        row.id: Named(f"{row.given} {row.family}".strip(), bool(row.protection)) for row in rows
    }


def kin(recipient: UUID) -> list[NamedKin]:
    """The recipient's next of kin, those the care system still counts."""
    rows = Kin.objects.filter(recipient=recipient, active=True).order_by("given", "family", "id")
    return [NamedKin(row.id, f"{row.given} {row.family}".strip(), row.national_id) for row in rows]


def recipient_with_source(source_id: str) -> UUID:
    """The recipient that the care system calls so; raises Recipient.DoesNotExist."""
    return Recipient.objects.get(source_id=source_id).id


def employee_name(employee: UUID) -> str:
    """The employee's full name; raises Employee.DoesNotExist."""
    row = Employee.objects.get(pk=employee)
    return f"{row.given} {row.family}".strip()


def employee_named(name: str) -> UUID:
    """The employee with this employee number, HPR number or care-system id.

    Raises NoSuchEmployee when there is none, or more than one.
    """
    reference = name.removeprefix("Practitioner/")
    found = Employee.objects.filter(
        Q(number=reference) | Q(hpr_number=reference) | Q(source_id=reference)
    ).values_list("id", flat=True)[:2]
    if len(found) != 1:
        problem = "More than one employee answers" if found else "No employee answers"
        raise NoSuchEmployee(f"{problem} to «{name}»; give the employee number.")
    return found[0]


def phones(ids: Collection[UUID]) -> list[EnrolledPhone]:
    """Those phones, locked until the transaction ends: one sync at a time for each."""
    statement = """
        SELECT id, employee_id, key_x, key_y, blocked_at IS NOT NULL FROM people_phone
        WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
    """
    rows = fetch(connection, statement, [uuids(ids)])
    return [
        EnrolledPhone(phone, employee, PublicKey(x=x, y=y), blocked)
        for phone, employee, x, y, blocked in rows
    ]


def phone_with_token(token_hash: bytes) -> EnrolledPhone | None:
    """The phone whose token has this SHA-256, blocked ones too."""
    row = Phone.objects.filter(token_hash=token_hash).first()
    if row is None:
        return None
    key = PublicKey(x=bytes(row.key_x), y=bytes(row.key_y))
    return EnrolledPhone(row.id, row.employee_id, key, row.blocked_at is not None)


def employee_in_session(token_hash: bytes, *, now: datetime) -> UUID | None:
    """Who is logged in with the cookie of this SHA-256: nobody after its end, or after leaving."""
    return (
        EmployeeSession.objects.filter(
            token_hash=token_hash, ends_at__gt=now, employee__active=True
        )
        .values_list("employee_id", flat=True)
        .first()
    )


def granted_roles(employee: UUID) -> frozenset[GrantedRole]:
    """The roles this employee has been granted; none to somebody who has left."""
    roles = RoleGrant.objects.filter(
        employee_id=employee, employee__active=True, withdrawn_at=None
    ).values_list("role", flat=True)
    return frozenset(GrantedRole(role) for role in roles)


def citizen_in_session(token_hash: bytes, *, now: datetime) -> str | None:
    """The national id of whoever is logged in with the cookie of this SHA-256."""
    found = CitizenSession.objects.filter(token_hash=token_hash, ends_at__gt=now)
    return found.values_list("national_id", flat=True).first()


def acts_for(national_id: str) -> list[ActsFor]:
    """For whom this person may do what now: for themself all, for others what these allow."""
    if not national_id:
        return []
    own = Recipient.objects.filter(national_id=national_id).order_by("-active", "id")
    mine = [ActsFor(one, None, frozenset(Right)) for one in own.values_list("id", flat=True)]
    for_others = [
        ActsFor(kin[0].recipient_id, kin[0].id, _rights(kin))
        for kin in _by_person(Kin.objects.filter(national_id=national_id))
    ]
    return [*mine, *(one for one in for_others if one.rights)]


def rights_of_kin(kin: UUID) -> frozenset[Right]:
    """What this next of kin may do now for their recipient; raises Kin.DoesNotExist."""
    row = Kin.objects.get(pk=kin)
    same = Kin.objects.filter(recipient=row.recipient_id, national_id=row.national_id)
    [rows] = _by_person(same if row.national_id else Kin.objects.filter(pk=kin)) or [[]]
    return _rights(rows) if rows else frozenset()


def kin_today(recipient: UUID) -> list[KinToday]:
    """The recipient's next of kin: those the care system counts, and those the recipient named."""
    return [
        KinToday(
            id=rows[0].id,
            name=f"{rows[0].given} {rows[0].family}".strip(),
            named=any(row.named_at for row in rows),
            can_log_in=bool(rows[0].national_id),
            rights=_rights(rows),
        )
        for rows in _by_person(Kin.objects.filter(recipient=recipient))
    ]


def _by_person(rows: QuerySet[Kin]) -> list[list[Kin]]:
    """The rows of each person for each recipient; without a national id each row is a person.

    The care system may tell of one person twice, or of somebody the recipient has named. Only who
    still counts with one row or another; decisions about a row that does not hold all the same.
    """
    found: dict[tuple[UUID, str], list[Kin]] = {}
    for row in (
        rows.select_related("recipient")
        .prefetch_related("decisions")
        .order_by("-active", "given", "family", "id")
    ):
        found.setdefault((row.recipient_id, row.national_id or str(row.id)), []).append(row)
    return [same for same in found.values() if same[0].active]


def _rights(rows: Collection[Kin]) -> frozenset[Right]:
    decisions: list[KinDecision] = [one for row in rows for one in row.decisions.all()]
    return rights(
        imported=any(row.active and row.named_at is None for row in rows),
        protected=any(bool(row.recipient.protection) for row in rows),
        decided=[
            Decided(Right(one.right), one.allowed)
            for one in sorted(decisions, key=lambda one: one.id)
        ],
    )
