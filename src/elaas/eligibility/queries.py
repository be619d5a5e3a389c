"""Who needs an eLås, why, and what was said and decided before."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from elaas.eligibility.models import Review, Statement
from elaas.eligibility.rules import Decision, Known, Reason
from elaas.people.models import Recipient

# Whoever must have an eLås (`recipient`): by what was told last, and a coordinator's change of it.
NEEDING = """
    SELECT recipient_id AS recipient FROM (
        SELECT DISTINCT ON (recipient_id) id, recipient_id, needed
        FROM eligibility_statement ORDER BY recipient_id, id DESC
    ) AS newest LEFT JOIN (
        SELECT DISTINCT ON (statement_id) statement_id, needed
        FROM eligibility_review ORDER BY statement_id, id DESC
    ) AS review ON review.statement_id = newest.id
    WHERE coalesce(review.needed, newest.needed)
"""
# When (`at`) it was first decided of a `recipient` that they must have one.
FIRST_NEEDED = """
    SELECT recipient_id AS recipient, min(at) AS at FROM (
        SELECT recipient_id, stated_at AS at FROM eligibility_statement WHERE needed
        UNION ALL
        SELECT recipient_id, reviewed_at FROM eligibility_review AS review
        JOIN eligibility_statement AS statement ON statement.id = statement_id
        WHERE review.needed
    ) AS decided GROUP BY recipient_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Somebody told a situation: a coordinator (`by`; None in the demo), or an import a part."""

    at: datetime
    by: UUID | None
    by_import: bool
    known: Known
    decision: Decision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A coordinator changed a decision, in these words; `needed` None: took the change back."""

    at: datetime
    by: UUID | None
    needed: bool | None
    because: str


Event: TypeAlias = Stated | Reviewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What counts today.

    `statement`: the newest statement, by which a coordinator proves to have seen it. `decision`:
    the rule's; None when not enough is known. `review`: a coordinator's change of it, if one is in
    force. `changed_since`: an import has told of another situation after a coordinator did.
    """

    statement: int
    known: Known
    decision: Decision | None
    review: Reviewed | None
    changed_since: bool

    @property
    def needed(self) -> bool | None:
        """Whether an eLås must be there. None: not decided."""
        if self.review is not None:
            return self.review.needed
        return self.decision.needed if self.decision else None

    @property
    def alarm(self) -> bool:
        """Whether a safety alarm may go off, whatever was decided about the lock."""
        return self.known.safety_alarm is True


def need_of(recipient: UUID) -> Need | None:
    """The need of that recipient. None: nobody has told anything."""
    told = Statement.objects.filter(recipient=recipient).order_by("-id").prefetch_related("reviews")
    rows = list(told)
    if not rows:
        return None
    newest = rows[0]
    whole = next((row for row in rows if row.safety_alarm is not None), None)
    review = max(newest.reviews.all(), key=lambda row: row.id, default=None)
    in_force = _reviewed(review) if review and review.needed is not None else None
    return _need(newest, whole, in_force)


def needs(recipients: Collection[UUID]) -> dict[UUID, Need]:
    """The needs of these recipients, those of whom anything was told."""
    told = Statement.objects.filter(recipient__in=recipients)
    return _needs(list(_newest(told)))


def waiting() -> dict[UUID, Need]:
    """The needs of those who must have an eLås, or have an alarm, or whose situation has changed.

    An alarm is among them whatever a coordinator has decided about the lock.
    """
    whole = Statement.objects.filter(recipient=OuterRef("recipient"), safety_alarm__isnull=False)
    reviewed = Review.objects.filter(statement=OuterRef("pk"))
    newest = Statement.objects.filter(id__in=_newest(Statement.objects.all()).values("id"))
    found = _needs(
        list(newest.filter(Q(needed=True) | Q(safety_alarm=None) | Exists(reviewed), Exists(whole)))
    )
    return {
        recipient: need
        for recipient, need in found.items()
        if need.needed or need.alarm or need.changed_since
    }


def undecided() -> QuerySet[Recipient]:
    """Those with services about whom no coordinator has told anything."""
    return Recipient.objects.filter(active=True).exclude(statements__safety_alarm__isnull=False)


def history(recipient: UUID) -> list[Event]:
    """Everything that was told and changed, the newest first."""
    reviews: dict[int, list[Reviewed]] = defaultdict(list)
    for row in Review.objects.filter(statement__recipient=recipient).order_by("-id"):
        reviews[row.statement_id].append(_reviewed(row))
    events: list[Event] = []
    for statement in Statement.objects.filter(recipient=recipient).order_by("-id"):
        events += [*reviews[statement.id], _stated(statement)]
    return events


def _newest(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """The newest of these for each recipient."""
    return statements.order_by("recipient_id", "-id").distinct("recipient_id")


def _needs(newest: Collection[Statement]) -> dict[UUID, Need]:
    partly = [row.recipient_id for row in newest if row.safety_alarm is None]
    before = Statement.objects.filter(recipient__in=partly, safety_alarm__isnull=False)
    whole = {row.recipient_id: row for row in _newest(before)}
    reviews = {
        row.statement_id: _reviewed(row)
        for row in Review.objects.filter(statement__in=newest)
        .order_by("statement_id", "-id")
        .distinct("statement_id")
        if row.needed is not None
    }
    return {
        row.recipient_id: _need(row, whole.get(row.recipient_id), reviews.get(row.id))
        for row in newest
    }


def _need(newest: Statement, whole: Statement | None, review: Reviewed | None) -> Need:
    """By the newest statement; `whole`: the newest of a coordinator's, whose rest still counts."""
    partly = newest.safety_alarm is None
    return Need(
        statement=newest.id,
        known=_known(newest, whole if partly and whole else newest),
        decision=_decision(newest),
        review=review,
        changed_since=partly and whole is not None and review is None,
    )


def _known(row: Statement, whole: Statement) -> Known:
    """What `row` tells; what an import does not know is as in `whole`."""
    return Known(
        safety_alarm=whole.safety_alarm,
        other_technology=whole.other_technology,
        opens_the_door=whole.opens_the_door,
        somebody_always_there=whole.somebody_always_there,
        services_at_home=row.services_at_home,
    )


def _decision(row: Statement) -> Decision | None:
    return None if row.needed is None else Decision(needed=row.needed, reason=Reason(row.reason))


def _stated(row: Statement) -> Stated:
    return Stated(
        at=row.stated_at,
        by=row.stated_by_id,
        by_import=row.safety_alarm is None,
        known=_known(row, row),
        decision=_decision(row),
    )


def _reviewed(row: Review) -> Reviewed:
    return Reviewed(
        at=row.reviewed_at, by=row.reviewed_by_id, needed=row.needed, because=row.because
    )
