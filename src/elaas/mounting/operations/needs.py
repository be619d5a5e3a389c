"""A coordinator states or changes a need, and the locks follow in the same transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.eligibility import operations as eligibility
from elaas.eligibility.rules import Decision, Situation
from elaas.mounting.operations.endings import reconsider


@transaction.atomic
def state_situation(
    *, recipient: UUID, situation: Situation, by: UUID | None, seen: int | None, now: datetime
) -> Decision:
    """As eligibility.operations.state_situation. Who need not have a lock has none mounted."""
    decision = eligibility.state_situation(
        recipient=recipient, situation=situation, by=by, seen=seen, now=now
    )
    reconsider(recipients=[recipient], now=now)
    return decision


@transaction.atomic
def review_decision(
    *, recipient: UUID, needed: bool, because: str, by: UUID | None, seen: int, now: datetime
) -> None:
    """As eligibility.operations.review_decision."""
    eligibility.review_decision(
        recipient=recipient, needed=needed, because=because, by=by, seen=seen, now=now
    )
    reconsider(recipients=[recipient], now=now)


@transaction.atomic
def take_back_review(
    *, recipient: UUID, because: str, by: UUID | None, seen: int, now: datetime
) -> None:
    """As eligibility.operations.take_back_review."""
    eligibility.take_back_review(recipient=recipient, because=because, by=by, seen=seen, now=now)
    reconsider(recipients=[recipient], now=now)
