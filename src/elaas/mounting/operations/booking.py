"""Book, move, cancel: the same whether the recipient, their kin or the patrol does it.

Letter: «Hvis du ikke får til å bestille time selv, kan pårørende/nærstående bestille» and, by
telephone, Trygghetspatruljen: same rules, same times.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from elaas.access.rules import Period
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry, moment
from elaas.mounting.models import Appointment, Crew, MountingCase
from elaas.mounting.operations.telling import confirm, recall
from elaas.mounting.queries.calendar import free_days, zone
from elaas.mounting.queries.cases import doors_to_do, wanted_for
from elaas.notices.purposes import Purpose
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.models import Kin
from elaas.people.operations.kin_rights import hold_rights
from elaas.people.queries import granted_roles, rights_of_kin
from elaas.people.rights import Right

PATROL = frozenset({GrantedRole.INSTALLER, GrantedRole.RESPONDER})


class NotBooked(StrEnum):
    """Why nothing was booked, moved or cancelled."""

    NO_CASE = "no_case"  # nothing is to be mounted or taken down, or no longer
    NOT_ALLOWED = "not_allowed"
    NOT_OPEN_YET = "not_open_yet"  # online; Trygghetspatruljen calls
    SLOT_TAKEN = "slot_taken"  # or it never was free
    HAS_ONE = "has_one"  # booked meanwhile; it can be moved
    HAS_NONE = "has_none"  # cancelled meanwhile
    OVER = "over"  # it has begun


@dataclass(frozen=True, slots=True)
class Done:
    """The appointment that stands now, or that stood until it was cancelled."""

    appointment: UUID
    slot: Period


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed."""

    reason: NotBooked


Answer: TypeAlias = Done | Refused


@transaction.atomic
def book(*, case: UUID, start: datetime, by: Actor, opens_on: date | None, now: datetime) -> Answer:
    """Book the visit that begins at `start`. `opens_on`: from when people book online."""
    held = _held(case, by)
    if isinstance(held, Refused):
        return held
    if _not_online_yet(by, opens_on, now):
        return Refused(NotBooked.NOT_OPEN_YET)
    if _standing(held) is not None:
        return Refused(NotBooked.HAS_ONE)
    crew = _crew_free(held, start, now)
    if crew is None:
        return Refused(NotBooked.SLOT_TAKEN)
    row = _put(held, crew, start, by, now)
    ledger.append(entry("appointment_booked", now, **_told(row), **by.told()))
    confirm(row, purpose=Purpose.BOOKED, by=by, now=now)
    return Done(row.id, _slot(row))


@transaction.atomic
def move(*, case: UUID, start: datetime, by: Actor, opens_on: date | None, now: datetime) -> Answer:
    """Move the appointment to `start`; where that cannot be, the old one stands."""
    held = _held(case, by)
    if isinstance(held, Refused):
        return held
    if _not_online_yet(by, opens_on, now):
        return Refused(NotBooked.NOT_OPEN_YET)
    before = _standing_yet(held, by, now)
    if isinstance(before, Refused):
        return before
    crew = _crew_free(held, start, now)
    if crew is None:
        return Refused(NotBooked.SLOT_TAKEN)
    _end(before, by, now)
    row = _put(held, crew, start, by, now)
    ledger.append(entry("appointment_moved", now, before=before.id.hex, **_told(row), **by.told()))
    confirm(row, purpose=Purpose.MOVED, by=by, now=now)
    return Done(row.id, _slot(row))


@transaction.atomic
def cancel(*, case: UUID, by: Actor, now: datetime) -> Answer:
    """Cancel the appointment; the case stays open, and another can be booked.

    Before people book online, too: Trygghetspatruljen may have booked for them.
    """
    held = _held(case, by)
    if isinstance(held, Refused):
        return held
    before = _standing_yet(held, by, now)
    if isinstance(before, Refused):
        return before
    _end(before, by, now)
    ledger.append(entry("appointment_cancelled", now, appointment=before.id.hex, **by.told()))
    confirm(before, purpose=Purpose.CANCELLED, by=by, now=now)
    return Done(before.id, _slot(before))


def is_open(opens_on: date | None, *, now: datetime) -> bool:
    """Whether people book online by now."""
    return opens_on is not None and opens_on <= now.astimezone(zone()).date()


def _held(case: UUID, by: Actor) -> MountingCase | Refused:
    """The open case, held until the transaction ends, if this actor may book for it now."""
    recipient = MountingCase.objects.filter(pk=case).values_list("recipient_id", flat=True).first()
    if recipient is None:
        return Refused(NotBooked.NO_CASE)
    hold_rights(recipient)
    if not _may(recipient, by):
        return Refused(NotBooked.NOT_ALLOWED)
    row = (
        MountingCase.objects.select_for_update(no_key=True, of=("self",))
        .select_related("home__building", "recipient")
        .filter(pk=case, closed_at=None)
        .first()
    )
    return row or Refused(NotBooked.NO_CASE)


def _not_online_yet(by: Actor, opens_on: date | None, now: datetime) -> bool:
    return by.kind is not ActorKind.EMPLOYEE and not is_open(opens_on, now=now)


def _may(recipient: UUID, by: Actor) -> bool:
    match by.kind:
        case ActorKind.RECIPIENT:
            return by.id == recipient
        case ActorKind.KIN:
            theirs = Kin.objects.filter(pk=by.id, recipient=recipient).exists()
            return theirs and Right.BOOK in rights_of_kin(by.id)
        case ActorKind.EMPLOYEE:
            return bool(granted_roles(by.id) & PATROL)


def _standing(held: MountingCase) -> Appointment | None:
    row = Appointment.objects.filter(case=held, cancelled_at=None).first()
    if row is not None:
        row.case = held
    return row


def _standing_yet(held: MountingCase, by: Actor, now: datetime) -> Appointment | Refused:
    """The appointment that can still be moved or cancelled; once it has begun, by the patrol."""
    row = _standing(held)
    if row is None:
        return Refused(NotBooked.HAS_NONE)
    if row.slot.lower <= now and by.kind is not ActorKind.EMPLOYEE:
        return Refused(NotBooked.OVER)
    return row


def _crew_free(held: MountingCase, start: datetime, now: datetime) -> UUID | None:
    """Whose time that is, by the rule that offered it.

    Crews are held, so that the drive between two homes is kept too when both are booked at the
    same moment; that nobody is in two places at once PostgreSQL sees to.
    """
    list(
        Crew.objects.select_for_update(no_key=True)
        .filter(active=True)
        .order_by("id")
        .values_list("id")
    )
    wanted = wanted_for(held, doors_left=doors_to_do(held))
    day = start.astimezone(zone()).date()
    [free] = free_days(wanted, first=day, last=day, now=now)
    return next((slot.crew for slot in free.slots if slot.start == start), None)


def _put(held: MountingCase, crew: UUID, start: datetime, by: Actor, now: datetime) -> Appointment:
    duration = wanted_for(held, doors_left=doors_to_do(held)).duration
    return Appointment.objects.create(
        case=held,
        crew_id=crew,
        slot=DateTimeTZRange(start, start + duration),
        booked_at=now,
        booked_by_kind=by.kind.value,
        booked_by_id=by.id,
    )


def _end(before: Appointment, by: Actor, now: datetime) -> None:
    before.cancelled_at = now
    before.cancelled_by_kind, before.cancelled_by_id = by.kind.value, by.id
    before.save(update_fields=["cancelled_at", "cancelled_by_kind", "cancelled_by_id"])
    recall(before, now=now)


def _slot(row: Appointment) -> Period:
    return Period(row.slot.lower, row.slot.upper)


def _told(row: Appointment) -> dict[str, str]:
    return {
        "appointment": row.id.hex,
        "case": row.case_id.hex,
        "crew": row.crew_id.hex,
        "starts_at": moment(row.slot.lower),
        "ends_at": moment(row.slot.upper),
    }
