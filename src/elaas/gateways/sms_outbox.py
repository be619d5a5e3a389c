"""The outbox: it sends nothing, and what it was given is seen on a page (/outbox/)."""

from collections.abc import Callable
from datetime import datetime

from elaas.notices import sms
from elaas.notices.operations.collect import keep


class Gateway:
    """See SmsGateway. Nobody gets these messages, and so nothing is ever told of them."""

    name = "outbox"
    repeatable = True

    def hand_over(self, message: sms.Sms, /) -> str:
        """See SmsGateway."""
        keep(message=message.reference, now=message.at)
        return str(message.reference)

    def collect(self, *, after: str, told: Callable[[sms.News], None], now: datetime) -> str:  # noqa: ARG002  (its Protocol's)
        """See SmsGateway."""
        return after


_: sms.SmsGateway = Gateway()
