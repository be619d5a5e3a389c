"""Somebody is to be told something."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices import rules, texts
from elaas.notices.models import Message
from elaas.notices.purposes import Purpose
from elaas.people.languages import written
from elaas.people.models import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The recipient, or a next of kin of theirs."""

    recipient: UUID
    kin: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How a message goes.

    `id`: give one to tell the same only once, however often it is asked for. `language`: BCP 47,
    else the recipient's; bokmål where we do not write it. `not_before`: it waits until then;
    `until`: then it is of no use any more. `after`: a letter that must have gone before. `urgent`:
    at night, too. `agreed`: they know it from the telephone, so that nobody calls where no SMS
    reaches them: a letter confirms it. `address`: the lines of a letter after the name; none are
    kept for a protected address.
    """

    id: UUID = field(default_factory=uuid.uuid4)
    language: str = ""
    not_before: datetime | None = None
    until: datetime | None = None
    after: UUID | None = None
    urgent: bool = False
    agreed: bool = False
    address: Sequence[str] = ()


class TellsTooMuch(ValueError):
    """The text names care, illness or a national identity number; the caller must say less."""


@transaction.atomic
def notify(
    *, to: Person, purpose: Purpose, text: str, now: datetime, sending: Sending | None = None
) -> UUID:
    """Tell them: by SMS, or by letter and telephone where that is not possible.

    Answers the message's id. It is on its way if and only if the caller's transaction is
    committed. Raises TellsTooMuch.
    """
    if rules.tells_too_much(text):
        raise TellsTooMuch
    how = sending or Sending()
    recipient = Recipient.objects.get(pk=to.recipient)
    due = max(now, how.not_before or now)
    _, is_new = Message.objects.get_or_create(
        pk=how.id,
        defaults={
            "recipient": recipient,
            "kin_id": to.kin,
            "purpose": purpose.value,
            "language": written(how.language or recipient.language),
            "text": texts.tidy(text),
            "address": [] if recipient.protection else list(how.address),
            "urgent": how.urgent,
            "agreed": how.agreed,
            "created_at": now,
            "due_at": due,
            "until": how.until,
            "after_id": how.after,
            "again_at": due,
        },
    )
    if is_new:
        ids = {"message": how.id.hex, "recipient": to.recipient.hex, "purpose": purpose.value}
        ledger.append(entry("notice_begun", now, kin=to.kin.hex if to.kin else None, **ids))
        send_off(message=how.id, at=due)
    return how.id


def send_off(*, message: UUID, at: datetime) -> None:
    """Let a worker bring it on its way at that time, once the transaction is committed."""
    app.configure_task("notices.deliver", schedule_at=at).defer(message=str(message))


def withdraw_any(*, messages: Collection[UUID], now: datetime) -> None:
    """As `withdraw`, for those of `messages` that there are."""
    there = Message.objects.filter(pk__in=messages, withdrawn_at=None, handed_over_at=None)
    for message in there.order_by("id").values_list("id", flat=True):
        withdraw(message=message, now=now)


@transaction.atomic
def withdraw(*, message: UUID, now: datetime) -> bool:
    """What no carrier has, nobody has called about and no letter tells is not told any more.

    Answers whether so. For a reminder of an appointment that was moved meanwhile.
    """
    gone = Message.objects.filter(
        Q(fallback=None, tried_at=None)
        | Q(fallback__isnull=False, fallback__called_at=None, fallback__letter_at=None),
        pk=message,
        handed_over_at=None,
        withdrawn_at=None,
    ).update(withdrawn_at=now)
    if gone:
        ledger.append(entry("notice_withdrawn", now, message=message.hex))
    return bool(gone)
