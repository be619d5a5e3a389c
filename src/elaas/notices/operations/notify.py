"""Somebody is to be told something."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices import rules, texts
from elaas.notices.models import Message
from elaas.notices.purposes import Purpose
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
    else the recipient's. `not_before`: it waits until then. `urgent`: at night, too. `address`:
    the lines of a letter after the name; none are kept for a protected address.
    """

    id: UUID = field(default_factory=uuid.uuid4)
    language: str = ""
    not_before: datetime | None = None
    urgent: bool = False
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
            "language": how.language or recipient.language,
            "text": texts.tidy(text),
            "address": [] if recipient.protection else list(how.address),
            "urgent": how.urgent,
            "created_at": now,
            "due_at": due,
            "again_at": due,
        },
    )
    if is_new:
        ids = {"message": how.id.hex, "recipient": to.recipient.hex, "purpose": purpose.value}
        ledger.append(entry("notice_begun", now, kin=to.kin.hex if to.kin else None, **ids))
        app.configure_task("notices.deliver", schedule_at=due).defer(message=str(how.id))
    return how.id


@transaction.atomic
def withdraw(*, message: UUID, now: datetime) -> bool:
    """What has not been handed over or listed yet is not told any more; answers whether so.

    For a reminder of an appointment that was moved meanwhile.
    """
    open_ones = Message.objects.filter(
        pk=message, tried_at=None, handed_over_at=None, withdrawn_at=None, fallback=None
    )
    gone = open_ones.update(withdrawn_at=now)
    if gone:
        ledger.append(entry("notice_withdrawn", now, message=message.hex))
    return bool(gone)
