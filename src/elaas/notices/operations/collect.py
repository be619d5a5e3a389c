"""What the carrier tells about messages it was given."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices.models import Delivery, Kept, Message, ReadTo
from elaas.notices.operations.fallback import fall_back
from elaas.notices.rules import Why
from elaas.notices.sms import News, SmsGateway, State

LONGEST_DETAIL = 100


def collect(*, gateway: SmsGateway, now: datetime) -> None:
    """Take in the carrier's news since last time. Raises NotTaken when it does not answer."""
    before = ReadTo.objects.filter(pk=gateway.name).values_list("after", flat=True).first() or ""

    def told(news: News) -> None:
        note(gateway=gateway.name, news=news, now=now)

    after = gateway.collect(after=before, told=told, now=now)
    if after != before:
        ReadTo.objects.update_or_create(pk=gateway.name, defaults={"after": after})


@transaction.atomic
def note(*, gateway: str, news: News, now: datetime) -> None:
    """Keep what became of a message, once; one that was not delivered is for a person to call.

    What is told of an SMS that is not ours is left alone: others may use the same account.
    """
    found = Message.objects.filter(gateway=gateway, gateway_reference=news.gateway_reference)
    message = found.values_list("id", flat=True).first()
    if message is None or not news.gateway_reference:
        return
    _, is_new = Delivery.objects.get_or_create(
        message_id=message,
        state=news.state.value,
        defaults={"at": news.at, "detail": news.detail[:LONGEST_DETAIL], "heard_at": now},
    )
    if not is_new:
        return
    ledger.append(entry("notice_" + news.state.value, now, message=message.hex))
    if news.state is State.FAILED:
        fall_back(message=message, why=Why.NOT_DELIVERED, now=now)


def keep(*, message: UUID, now: datetime) -> None:
    """The outbox has it; again changes nothing."""
    Kept.objects.get_or_create(pk=message, defaults={"kept_at": now})
