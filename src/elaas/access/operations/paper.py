"""Give somebody their log on paper, and keep that it was."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from elaas.access.paper import LONGEST, How
from elaas.access.queries.pages.paper import PaperLog, paper_log
from elaas.access.rules import Period
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry, moment


class NoSuchRecipient(LookupError):
    """Nobody is there to give it to."""


class NotAPeriod(ValueError):
    """It ends before it begins, or is too long for one letter."""


@transaction.atomic
def log_on_paper(
    *, recipient: UUID, period: Period, how: How, by: UUID | None, now: datetime
) -> PaperLog:
    """The recipient's log of that period, to print; that it was given to them is an entry.

    `by` None: the demo's. Raises NoSuchRecipient and NotAPeriod.
    """
    if not period.start < period.end <= period.start + LONGEST:
        raise NotAPeriod
    found = paper_log(recipient, period=period, witnesses=settings.WITNESSES, now=now)
    if found is None:
        raise NoSuchRecipient
    ledger.append(
        entry(
            "log_on_paper",
            now,
            recipient=recipient.hex,
            starts_at=moment(period.start),
            ends_at=moment(period.end),
            how=how.value,
            employee=by.hex if by else None,
        )
    )
    return found
