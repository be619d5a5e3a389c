"""The demo's chooser: everyone and every lock there is, and what happened last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from elaas.access.models import Incident, Journal, Receipt
from elaas.access.queries.journals import gaps
from elaas.access.queries.pages import places
from elaas.access.queries.pages.uses import Lock, Person, Use, from_receipt, lock, person, receipts
from elaas.doors.models import Unit
from elaas.people.models import Employee, Recipient

LISTED = 24
LATEST = 6

Row = TypeVar("Row", bound=Model)
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Generic[Shown]):
    """The first of them by name, and how many there are in all."""

    shown: tuple[Shown, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLock:
    """A lock in the list; `address` is None when it is on no door or the address is protected."""

    lock: Lock
    address: places.Address | None
    protected: bool
    last_contact_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """One of the latest at a door, and at whose home; None where it was nobody's in particular."""

    use: Use
    recipient: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """Whose page there is to look at."""

    latest: tuple[Latest, ...]
    waiting: tuple[Lock, ...]  # locks with a gap or an incident: somebody must look
    recipients: Group[Person]
    employees: Group[Person]
    locks: Group[ListedLock]


def chooser(words: str) -> Chooser:
    """Everyone and every lock, or those whose name or label has all of `words`."""
    return Chooser(
        latest=() if words else _latest(),
        waiting=() if words else _waiting(),
        recipients=_group(
            Recipient.objects.filter(_named(words)).order_by("given", "family", "id"), person
        ),
        employees=_group(
            Employee.objects.filter(_named(words)).order_by("given", "family", "id"), person
        ),
        locks=_locks(words),
    )


def _named(words: str) -> Q:
    wanted = Q()
    for word in words.split():
        wanted &= Q(given__icontains=word) | Q(family__icontains=word)
    return wanted


def _group(rows: QuerySet[Row], tell: Callable[[Row], Shown]) -> Group[Shown]:
    return Group(shown=tuple(tell(row) for row in rows[:LISTED]), count=rows.count())


def _locks(words: str) -> Group[ListedLock]:
    """By label and lock id only: a search by address would find the protected ones."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(label__icontains=word) | Q(lock_id__icontains=word)
    rows = Unit.objects.filter(wanted).select_related("home", "building").order_by("label")
    units = list(rows[:LISTED])
    hidden = places.protected(
        places=[place for unit in units for place in (unit.home_id, unit.building_id) if place]
    )
    contacts = dict(
        Journal.objects.filter(unit__in=units).values_list("unit_id", "last_contact_at")
    )

    def tell(unit: Unit) -> ListedLock:
        is_hidden = bool({unit.home_id, unit.building_id} & hidden)
        return ListedLock(
            lock=lock(unit),
            address=None if is_hidden else places.of_unit(unit),
            protected=is_hidden,
            last_contact_at=contacts.get(unit.lock_id),
        )

    return Group(shown=tuple(tell(unit) for unit in units), count=rows.count())


def _waiting() -> tuple[Lock, ...]:
    asked = {gap.lock_id for gap in gaps()}
    asked.update(Incident.objects.exclude(unit=None).values_list("unit_id", flat=True).distinct())
    return tuple(lock(unit) for unit in Unit.objects.filter(lock_id__in=asked).order_by("label"))


def _latest() -> tuple[Latest, ...]:
    rows = (
        receipts()
        .filter(operation__in=("open", "lock"))
        .select_related("credential__assignment__recipient")
        .order_by("-at", "-id")[:LATEST]
    )
    return tuple(_latest_of(row) for row in rows)


def _latest_of(row: Receipt) -> Latest:
    use = from_receipt(row)
    recipient = row.credential.assignment.recipient if row.credential and use.plan else None
    return Latest(use=use, recipient=person(recipient) if recipient else None)
