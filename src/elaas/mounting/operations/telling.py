"""Recipients and their next of kin are told of booking, in the transaction of what they are told.

Each message has an id made of what it is about, so that it goes once however often it is asked for.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from elaas.mounting import reminders, words
from elaas.mounting.models import Appointment, MountingCase
from elaas.mounting.queries.calendar import zone
from elaas.mounting.queries.messages import CALL, message_id
from elaas.mounting.rules import Task
from elaas.notices.operations.fallback import fall_back
from elaas.notices.operations.notify import Person, Sending, notify, withdraw_any
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Why
from elaas.people.actors import Actor, ActorKind
from elaas.people.languages import written
from elaas.people.models import Kin
from elaas.people.queries import kin_today
from elaas.people.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What is told; `about`: the appointment or the case; `number` tells reminders apart."""

    case: MountingCase
    purpose: Purpose
    about: UUID
    start: datetime | None = None
    number: str = ""
    how: Sending = field(default_factory=Sending)


def confirm(row: Appointment, *, purpose: Purpose, by: Actor | None, now: datetime) -> None:
    """It is booked, moved or cancelled: to the recipient, to kin they let be told, and to `by`.

    What is booked or moved is reminded of the day before. After a death only `by` is texted.
    What an employee booked was agreed with the recipient on the telephone.
    """
    case, start = row.case, row.slot.lower
    until = None if purpose is Purpose.CANCELLED else start
    news = _News(case=case, purpose=purpose, about=row.id, start=start, how=Sending(until=until))
    by_phone = by is not None and by.kind is ActorKind.EMPLOYEE
    agreed = by_phone and purpose is not Purpose.CANCELLED
    if not case.recipient.deceased:
        _tell_one(replace(news, how=replace(news.how, agreed=agreed)), None, now=now)
    _tell_kin(news, _kin(case, by), now=now)
    if purpose is Purpose.CANCELLED:
        return
    forget_to_book(case, now=now)
    at = reminders.day_before(start, at=settings.REMIND_AT, zone=zone())
    if at > now:
        how = Sending(not_before=at, until=start)
        _tell(replace(news, purpose=Purpose.REMINDER, how=how), kin=_kin(case), now=now)


def recall(row: Appointment, *, now: datetime) -> None:
    """What was to be told of this appointment, and has not been, is not told any more."""
    _withdraw(row.case, row.id, (Purpose.BOOKED, Purpose.MOVED, Purpose.REMINDER), now=now)


def invite_all(case: MountingCase, *, letters: Mapping[UUID | None, UUID], now: datetime) -> UUID:
    """The recipient can book, and kin whom they let book and be told; answers the recipient's.

    `letters`: the information letter of each (None: the recipient's), which must have gone before.
    """
    news = _News(case=case, purpose=Purpose.INVITATION, about=case.id)
    for kin in _kin(case):
        _tell_one(replace(news, how=Sending(after=letters.get(kin))), kin, now=now)
    return _tell_one(replace(news, how=Sending(after=letters[None])), None, now=now)


def remind_to_book(case: MountingCase, *, number: int, now: datetime) -> None:
    """Nobody has booked: reminder `number`."""
    news = _News(case=case, purpose=Purpose.UNBOOKED, about=case.id, number=str(number))
    _tell(news, kin=_kin(case), now=now)


def list_for_call(case: MountingCase, *, now: datetime) -> None:
    """Nobody has booked, though reminded as often as anybody is: the patrol calls."""
    news = _News(case=case, purpose=Purpose.UNBOOKED, about=case.id, number=CALL)
    message = _tell_one(news, None, now=now)
    fall_back(message=message, why=Why.NOT_BOOKED, now=now)


def forget_to_book(case: MountingCase, *, now: datetime) -> None:
    """A time is booked, or none need be: who has not been told that they can is not told."""
    numbers = ["", CALL, *map(str, range(1, settings.REMIND_UNBOOKED_TIMES + 1))]
    _withdraw(case, case.id, (Purpose.INVITATION, Purpose.UNBOOKED), numbers, now=now)


def address_lines(case: MountingCase) -> list[str]:
    """Where a letter goes; who keeps it leaves out a protected one."""
    home = case.home
    street = " ".join(part for part in (home.address, home.dwelling) if part)
    return [line for line in (street, f"{home.postal_code} {home.city}".strip()) if line]


def _tell(news: _News, *, kin: Iterable[UUID], now: datetime) -> None:
    if not news.case.recipient.deceased:
        _tell_one(news, None, now=now)
    _tell_kin(news, kin, now=now)


def _tell_kin(news: _News, kin: Iterable[UUID], *, now: datetime) -> None:
    for one in kin:
        _tell_one(news, one, now=now)


def _tell_one(news: _News, kin: UUID | None, *, now: datetime) -> UUID:
    case = news.case
    language = written(case.recipient.language)
    return notify(
        to=Person(recipient=case.recipient_id, kin=kin),
        purpose=news.purpose,
        text=words.text(news.purpose, task=Task(case.task), language=language, start=news.start),
        sending=replace(
            news.how,
            id=message_id(news.about, news.purpose, kin=kin, number=news.number),
            language=language,
            # Where next of kin live is not known here.
            address=() if kin else address_lines(case),
        ),
        now=now,
    )


def _kin(case: MountingCase, by: Actor | None = None) -> Collection[UUID]:
    """Those whom the recipient lets be told, and whoever of them does it.

    What each purpose takes is asked when it is sent (notices.rules.kin_may_be_told).
    """
    does = by.id if by and by.kind is ActorKind.KIN else None
    told = Right.TOLD if not case.recipient.deceased else None
    people = kin_today(case.recipient_id)
    return [one.id for one in people if told in one.rights or one.id == does]


def _withdraw(
    case: MountingCase,
    about: UUID,
    purposes: Iterable[Purpose],
    numbers: Collection[str] = ("",),
    *,
    now: datetime,
) -> None:
    people = [None, *Kin.objects.filter(recipient=case.recipient_id).values_list("id", flat=True)]
    ids = [
        message_id(about, purpose, kin=kin, number=number)
        for purpose in purposes
        for number in numbers
        for kin in people
    ]
    withdraw_any(messages=ids, now=now)
