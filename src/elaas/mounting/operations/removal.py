"""The removal itself: photos, confirmation, and that nothing is left to do before it is completed.

Letter: «låsen din vil tilbakestilles til slik den var før», and without a mark. PostgreSQL refuses
to complete it with a part missing, a lock on the door, no photo or no confirmation (0004).
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db import transaction

from elaas.access.operations.mounting import write_off
from elaas.access.operations.turns import change_facts
from elaas.doors.models import Home, Unit
from elaas.doors.operations.photos import kept
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.endings import How, Left, left
from elaas.mounting.models import Ending, EndingPhoto, MountingCase, Outcome
from elaas.mounting.operations.endings import close_ending, look_at
from elaas.mounting.queries.endings import handover
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Kin
from elaas.people.operations.kin_rights import hold_rights
from elaas.people.queries import rights_of_kin
from elaas.people.rights import Right


class NoRemoval(Exception):
    """There is no such removal under way."""


class NotTheirs(Exception):
    """Only the recipient confirms, or next of kin who may act for them; an employee says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Whoever says that the door is as it was. `of`: the recipient or next of kin who says so.

    With How.NOBODY it is the employee, and `because` says why nobody else is left. `signature`: as
    drawn on the installer's screen.
    """

    how: How
    of: Actor
    because: str = ""
    signature: bytes | UUID | None = None


Answer: TypeAlias = tuple[Left, ...]


@transaction.atomic
def keep_photo(*, case: UUID, photo: bytes | UUID, by: UUID | None, now: datetime) -> UUID:
    """Keep a photo of the door as it is now, new or kept already; once more changes nothing.

    Raises NoRemoval or NotAPhoto.
    """
    with _held(case, now) as row:
        found = kept(photo, by=by, now=now)
        _, is_new = EndingPhoto.objects.get_or_create(photo=found, defaults={"ending": row})
        if is_new:
            _tell("removal_photo_kept", row, now, photo=found.id.hex, by=by.hex if by else None)
    return found.id


@transaction.atomic
def drop_photos(*, case: UUID, photos: Collection[UUID], by: UUID | None, now: datetime) -> None:
    """These photos do not show the door as it is; they stay with the report they came with.

    Raises NoRemoval.
    """
    with _held(case, now) as row:
        for wrong in row.photos.filter(photo__in=photos).order_by("pk"):
            wrong.delete()
            told = by.hex if by else None
            _tell("removal_photo_dropped", row, now, photo=wrong.photo_id.hex, by=told)


@transaction.atomic
def confirm_removal(*, case: UUID, confirmation: Confirmation, by: Actor, now: datetime) -> Answer:
    """The door is as it was; with nothing left to do the removal is completed with this.

    Answers what is left. `by`: who records it, the same as `of` on their own page. Who has
    confirmed first stays. Raises NoRemoval, NotTheirs or NotAPhoto.
    """
    with _held(case, now) as row:
        if not _may(row, confirmation, by):
            raise NotTheirs
        if row.confirmed_at is None:
            _confirm(row, confirmation, by, now)
        return _complete(row, now)


@transaction.atomic
def complete_removal(*, case: UUID, now: datetime) -> Answer:
    """Close it unless something is left to do; answers what. Raises NoRemoval."""
    with _held(case, now) as row:
        return _complete(row, now)


@transaction.atomic
def write_off_unit(*, case: UUID, because: str, by: UUID | None, now: datetime) -> None:
    """The lock is broken and cannot be released: it comes off, and never serves again.

    Raises NoRemoval, also where it has come down already.
    """
    change_facts()  # before any row is locked
    with _held(case, now) as row:
        if not Unit.objects.filter(pk=row.unit_id, home=row.home_id).exists():
            raise NoRemoval
        write_off(lock_id=row.unit_id, because=because, now=now)
        _tell("unit_written_off_by", row, now, lock=row.unit_id, by=by.hex if by else None)


@contextmanager
def _held(case: UUID, now: datetime) -> Iterator[Ending]:
    """The ending that this case is, held; afterwards its building's entrance is looked at."""
    found = MountingCase.objects.filter(pk=case, ending__closed_at=None)
    ids = found.values_list("recipient", "home").first()
    if ids is None:
        raise NoRemoval
    recipient, home = ids
    hold_rights(recipient)
    list(Home.objects.select_for_update(no_key=True).filter(pk=home).values_list("id"))
    row = Ending.objects.select_for_update().filter(case=case, closed_at=None).first()
    if row is None:
        raise NoRemoval
    yield row
    look_at([home], now=now)


def _may(row: Ending, confirmation: Confirmation, by: Actor) -> bool:
    of = confirmation.of
    if confirmation.how is How.NOBODY:
        return of.kind is ActorKind.EMPLOYEE and by == of and bool(confirmation.because.strip())
    if confirmation.how is How.PAGE and by != of:
        return False
    if confirmation.how is How.SIGNED and by.kind is not ActorKind.EMPLOYEE:
        return False
    match of.kind:
        case ActorKind.RECIPIENT:
            return of.id == row.recipient_id
        case ActorKind.KIN:
            theirs = Kin.objects.filter(pk=of.id, recipient=row.recipient_id).exists()
            return theirs and Right.BOOK in rights_of_kin(of.id)
        case ActorKind.EMPLOYEE:
            return False


def _confirm(row: Ending, confirmation: Confirmation, by: Actor, now: datetime) -> None:
    row.confirmed_at, row.confirmed_how = now, confirmation.how.value
    row.confirmed_kind, row.confirmed_id = confirmation.of.kind.value, confirmation.of.id
    row.confirmed_because = confirmation.because.strip()
    if confirmation.signature is not None:
        kept_by = by.id if by.kind is ActorKind.EMPLOYEE else None
        row.signature = kept(confirmation.signature, by=kept_by, now=now)
    row.save()
    _tell(
        "removal_confirmed",
        row,
        now,
        how=confirmation.how.value,
        of=confirmation.of.kind.value,
        of_id=confirmation.of.id.hex,
        **by.told(),
    )


def _complete(row: Ending, now: datetime) -> Answer:
    remains = left(handover(row))
    if not remains:
        close_ending(row, Outcome.DONE, now=now)
    return remains


def _tell(kind: str, row: Ending, now: datetime, **told: str | None) -> None:
    ledger.append(entry(kind, now, ending=row.id.hex, **told))
