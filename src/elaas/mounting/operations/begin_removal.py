"""A removal begins: somebody is asked for a time. Or a coordinator keeps the lock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from django.db import transaction

from elaas.doors.models import Home, Unit
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.mounting.endings import Ended, Over
from elaas.mounting.models import Ending, Outcome
from elaas.mounting.operations.cases import HasAnother, close_case, open_case
from elaas.mounting.operations.endings import close_ending, look_at, note_ending
from elaas.mounting.rules import Task
from elaas.notices.operations.fallback import fall_back
from elaas.notices.operations.notify import Person, Sending, notify
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Why, kin_may_be_told
from elaas.people.models import Recipient
from elaas.people.operations.kin_rights import hold_rights
from elaas.people.queries import kin_today
from elaas.people.rights import Right


class NotBegun(StrEnum):
    """Why no removal begins."""

    NO_LOCK = "no_lock"
    UNDER_WAY = "under_way"
    ANOTHER = "another"  # something is to be mounted there for somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people are told. `ask`: in a language; `after_death`: to kin, with the name of the dead.

    `online`: whether people book online by now.
    """

    ask: Callable[[str], str]
    after_death: Callable[[str, str], str]
    online: bool


@transaction.atomic
def decide_removal(
    *, recipient: UUID, home: UUID, because: str, by: UUID | None, words: Words, now: datetime
) -> NotBegun | None:
    """A coordinator decides that the lock comes down, with a reason: a time is asked for at once.

    Where one waits for its grace, that is over with this.
    """
    hold_rights(recipient)
    list(Home.objects.select_for_update(no_key=True).filter(pk=home).values_list("id"))
    unit = Unit.objects.filter(home=home, mounted_at__isnull=False).first()
    if unit is None:
        return NotBegun.NO_LOCK
    before = Ending.objects.select_for_update().filter(home=home, closed_at=None).first()
    if before is not None and before.case_id:
        return NotBegun.UNDER_WAY
    dead = Recipient.objects.filter(pk=recipient, deceased=True).exists()
    if before is not None:
        close_ending(before, Outcome.REPLACED, now=now)
    why = Ended.DIED if dead else Ended.DECIDED
    row = note_ending(unit, Over(why, recipient), because=because, by=by, now=now)
    if not _begin(row, words, now):
        transaction.set_rollback(True)
        return NotBegun.ANOTHER
    return None


@transaction.atomic
def keep_lock(*, ending: UUID, because: str, by: UUID | None, now: datetime) -> bool:
    """A coordinator stops a removal, with a reason; answers whether there was one to stop.

    What the care system tells stays told: the lock is kept until it tells something else. A time
    that was booked is cancelled.
    """
    home = Ending.objects.filter(pk=ending).values_list("home", flat=True).first()
    if home is None:
        return False
    list(Home.objects.select_for_update(no_key=True).filter(pk=home).values_list("id"))
    row = Ending.objects.select_for_update().filter(pk=ending, closed_at=None).first()
    if row is None or row.kept_at or not Unit.objects.filter(pk=row.unit_id, home=home).exists():
        return False
    row.kept_at, row.kept_by_id, row.kept_because = now, by, because
    row.save(update_fields=["kept_at", "kept_by", "kept_because"])
    ledger.append(
        entry("lock_kept", now, ending=ending.hex, lock=row.unit_id, by=by.hex if by else None)
    )
    if row.why == Ended.DECIDED:
        close_ending(row, Outcome.STOPPED, now=now)
        look_at([row.home_id], now=now)
    elif row.case_id is not None:
        close_case(case=row.case_id, now=now)
        row.case = None
        row.save(update_fields=["case"])
    return True


def begin_due(*, words: Words, now: datetime) -> int:
    """Ask for a time where the grace is over; answers for how many. Each in its transaction."""
    rows = Ending.objects.filter(closed_at=None, kept_at=None, case=None, due_at__lte=now)
    due = list(rows.order_by("due_at", "id").values_list("id", "recipient_id", "home_id"))
    return sum(_begin_one(*one, words, now) for one in due)


@transaction.atomic
def _begin_one(ending: UUID, recipient: UUID, home: UUID, words: Words, now: datetime) -> bool:
    hold_rights(recipient)
    look_at([home], now=now)
    open_ones = Ending.objects.select_for_update(of=("self",)).filter(
        pk=ending, closed_at=None, kept_at=None, case=None, due_at__lte=now
    )
    row = open_ones.first()
    return row is not None and _begin(row, words, now)


def _begin(row: Ending, words: Words, now: datetime) -> bool:
    """Open the case and tell whoever is asked; not where something is to be mounted meanwhile."""
    try:
        case = open_case(recipient=row.recipient_id, home=row.home_id, task=Task.REMOVE, now=now)
    except HasAnother:
        return False
    row.case_id = case
    row.save(update_fields=["case"])
    person = Recipient.objects.get(pk=row.recipient_id)
    if person.deceased:
        _call_kin(person, case, words, now)
    else:
        _ask(person, case, words, now)
    return True


def _ask(person: Recipient, case: UUID, words: Words, now: datetime) -> None:
    """The recipient, and kin whom they let book and be told."""
    asked = [
        kin.id for kin in kin_today(person.id) if kin_may_be_told(Purpose.REMOVAL, has=kin.rights)
    ]
    for kin in (None, *asked):
        message = notify(
            to=Person(recipient=person.id, kin=kin),
            purpose=Purpose.REMOVAL,
            text=words.ask(person.language),
            sending=Sending(id=uuid5(case, kin.hex if kin else Purpose.REMOVAL)),
            now=now,
        )
        if not words.online:
            fall_back(message=message, why=Why.BOOKS_BY_CALL, now=now)


def _call_kin(person: Recipient, case: UUID, words: Words, now: datetime) -> None:
    """Nobody is texted after a death: Trygghetspatruljen calls those who may book for them."""
    name = f"{person.given} {person.family}".strip()
    for kin in kin_today(person.id):
        if Right.BOOK not in kin.rights:
            continue
        message = notify(
            to=Person(recipient=person.id, kin=kin.id),
            purpose=Purpose.REMOVAL,
            text=words.after_death(person.language, name),
            sending=Sending(id=uuid5(case, kin.id.hex)),
            now=now,
        )
        fall_back(message=message, why=Why.AFTER_A_DEATH, now=now)
