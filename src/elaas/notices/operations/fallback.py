"""A letter and a call in place of an SMS."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices.models import Fallback, Message
from elaas.notices.rules import Why


@transaction.atomic
def fall_back(*, message: UUID, why: Why, now: datetime) -> None:
    """The message becomes a letter and a line on the call list; once, for the first reason.

    What was agreed on the telephone becomes a letter alone.
    """
    agreed = Message.objects.filter(pk=message, agreed=True).exists()
    reason = Why.BY_POST if agreed else why
    _, is_new = Fallback.objects.get_or_create(
        pk=message, defaults={"why": reason.value, "listed_at": now}
    )
    if is_new:
        ledger.append(entry("notice_fell_back", now, message=message.hex, why=reason.value))
