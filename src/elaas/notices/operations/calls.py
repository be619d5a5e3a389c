"""The call list: whom to telephone because no SMS reaches them, and the letters that go with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices import letters
from elaas.notices.letter import pdf
from elaas.notices.models import Fallback, Message
from elaas.notices.operations.notify import send_off
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Why, kin_may_be_told
from elaas.people.contact_register import ContactRegister, NoAnswer
from elaas.people.facts import Contact
from elaas.people.queries import rights_of_kin

MOST_WAITING = 100
MOST_CALLED = 20


class NoSuchLine(LookupError):
    """Nobody is on the list for that message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Whom to call. `about`: the recipient, when it is a next of kin who is called.

    `number` is the register's of this moment: empty when it has none, and for who is reserved.
    `called_by` and `letter_by`: names, empty in the demo, where nobody is logged in.
    """

    message: UUID
    recipient: UUID
    name: str
    about: str
    purpose: Purpose
    why: Why
    listed_at: datetime
    number: str
    letter_at: datetime | None
    letter_by: str
    called_at: datetime | None
    called_by: str


@dataclass(frozen=True, slots=True)
class CallList:
    """The oldest lines that wait, of `count`, and the last that were done.

    `to_post`: letters that are to go by post alone, the oldest of `to_post_count`, and `posted`
    the last that were printed. `silent`: the register does not answer: numbers are missing.
    """

    waiting: Sequence[Line]
    count: int
    called: Sequence[Line]
    to_post: Sequence[Line]
    to_post_count: int
    posted: Sequence[Line]
    silent: bool


def call_list(*, register: ContactRegister | None, by: UUID | None, now: datetime) -> CallList:
    """The list as `by` sees it now; that they were shown a number is an entry each."""
    by_post = _lines().filter(why=Why.BY_POST)
    to_call = _lines().exclude(why=Why.BY_POST)
    waiting = to_call.filter(called_at=None).order_by("listed_at", "pk")
    to_post = by_post.filter(letter_at=None).order_by("listed_at", "pk")
    rows = [row for row in waiting[:MOST_WAITING] if _may_be_told(row.message)]
    try:
        known = _known(rows, register, now)
        silent = False
    except NoAnswer:
        known, silent = {}, True
    shown = [_line(row, _number(row, known)) for row in rows]
    _tell_of_numbers([line.message for line in shown if line.number], by, now)
    called = to_call.exclude(called_at=None).order_by("-called_at", "pk")[:MOST_CALLED]
    posted = by_post.exclude(letter_at=None).order_by("-letter_at", "pk")[:MOST_CALLED]
    return CallList(
        waiting=shown,
        count=waiting.count(),
        called=[_line(row, "") for row in called],
        to_post=[_line(row, "") for row in to_post[:MOST_WAITING] if _may_be_told(row.message)],
        to_post_count=to_post.count(),
        posted=[_line(row, "") for row in posted],
        silent=silent,
    )


@transaction.atomic
def mark_called(*, message: UUID, by: UUID | None, now: datetime) -> None:
    """They have been called; who did it first stays. Raises NoSuchLine."""
    _existing(message)
    fresh = Fallback.objects.filter(pk=message, called_at=None)
    if fresh.update(called_at=now, called_by=by):
        ledger.append(
            entry("notice_called", now, message=message.hex, employee=by.hex if by else None)
        )


@transaction.atomic
def make_letter(*, message: UUID, by: UUID | None, now: datetime) -> bytes:
    """The letter as PDF, to be printed and posted; each time is an entry. Raises NoSuchLine.

    What was to come after the letter has its turn now.
    """
    row = _existing(message)
    fresh = Fallback.objects.filter(pk=message, letter_at=None)
    if fresh.update(letter_at=now, letter_by=by):
        for waiting in Message.objects.filter(after=message, again_at__lte=now):
            send_off(message=waiting.id, at=now)
    ledger.append(
        entry("notice_letter_made", now, message=message.hex, employee=by.hex if by else None)
    )
    return pdf(letters.letter(row.message, now=now), now=now)


def _existing(message: UUID) -> Fallback:
    row = _lines().filter(pk=message).first()
    if row is None or not _may_be_told(row.message):
        raise NoSuchLine
    return row


def _may_be_told(message: Message) -> bool:
    """Whether the recipient still lets this next of kin hear of it, if it is one.

    After a death nobody takes anything back.
    """
    if message.kin_id is None or message.fallback.why == Why.AFTER_A_DEATH:
        return True
    return kin_may_be_told(Purpose(message.purpose), has=rights_of_kin(message.kin_id))


def _lines() -> QuerySet[Fallback]:
    """What is still to be told, or has been; nobody is called before their letter has gone."""
    return Fallback.objects.filter(
        Q(message__after=None) | Q(message__after__fallback__letter_at__isnull=False),
        message__withdrawn_at=None,
    ).select_related("message__recipient", "message__kin", "called_by", "letter_by")


def _known(
    rows: Sequence[Fallback], register: ContactRegister | None, now: datetime
) -> Mapping[str, Contact]:
    asked = {_national_id(row) for row in rows} - {""}
    return register.contacts(asked, now=now) if register and asked else {}


def _national_id(row: Fallback) -> str:
    person = row.message.kin or row.message.recipient
    return person.national_id


def _number(row: Fallback, known: Mapping[str, Contact]) -> str:
    contact = known.get(_national_id(row))
    return contact.mobile if contact and not contact.reserved else ""


@transaction.atomic
def _tell_of_numbers(messages: Sequence[UUID], by: UUID | None, now: datetime) -> None:
    employee = by.hex if by else None
    ledger.append_all(
        entry("call_number_shown", now, message=one.hex, employee=employee) for one in messages
    )


def _line(row: Fallback, number: str) -> Line:
    message = row.message
    return Line(
        message=message.id,
        recipient=message.recipient_id,
        name=letters.name(message.kin or message.recipient),
        about=letters.name(message.recipient) if message.kin else "",
        purpose=Purpose(message.purpose),
        why=Why(row.why),
        listed_at=row.listed_at,
        number=number,
        letter_at=row.letter_at,
        letter_by=letters.name(row.letter_by) if row.letter_by else "",
        called_at=row.called_at,
        called_by=letters.name(row.called_by) if row.called_by else "",
    )
