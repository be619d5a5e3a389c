"""State a situation, change what the rule makes of it, reconsider when services start or end."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.eligibility import queries
from elaas.eligibility.models import Review, Statement
from elaas.eligibility.rules import Decision, Known, Situation, decide
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry
from elaas.people.models import Recipient

# An entry of the ledger has no booleans.
_WORDS = {True: "yes", False: "no", None: None}


class ChangedMeanwhile(Exception):
    """Something else was told of the recipient after the coordinator looked; look again first."""


class NothingToReview(Exception):
    """There is no decision that could be changed, or no change that could be taken back."""


@transaction.atomic
def state_situation(
    *,
    recipient: UUID,
    situation: Situation,
    by: UUID | None,
    seen: int | None,
    now: datetime,
) -> Decision:
    """A coordinator answers all five questions; what the rule makes of it is decided from now on.

    A change that a coordinator made before is no longer in force. `seen`: the newest statement
    they had before them (queries.Need.statement); raises ChangedMeanwhile when it is another. The
    same again, as when a button is pressed twice, changes nothing.
    """
    _take(recipient)
    decision = decide(situation)
    newest = Statement.objects.filter(recipient=recipient).order_by("-id").first()
    if newest is not None and newest.id != seen:
        if all(getattr(newest, name) == told for name, told in asdict(situation).items()):
            return decision
        raise ChangedMeanwhile
    row = _row(recipient, Known(**asdict(situation)), whole=True, now=now)
    row.stated_by_id = by
    row.save(force_insert=True)
    ledger.append(_stated(row))
    return decision


@transaction.atomic
def review_decision(
    *, recipient: UUID, needed: bool, because: str, by: UUID | None, seen: int, now: datetime
) -> None:
    """A coordinator decides otherwise than the rule, with a reason, until the situation changes.

    `seen` as for state_situation. The same again changes nothing. Raises ChangedMeanwhile, or
    NothingToReview where nothing is decided.
    """
    before = _reviewable(recipient, seen)
    if before.needed is None:
        raise NothingToReview
    told = (before.review.needed, before.review.because) if before.review else None
    if told != (needed, because):
        _review(recipient, seen, needed=needed, because=because, by=by, now=now)


@transaction.atomic
def take_back_review(
    *, recipient: UUID, because: str, by: UUID | None, seen: int, now: datetime
) -> None:
    """What the rule says counts again. Raises ChangedMeanwhile, or NothingToReview."""
    if _reviewable(recipient, seen).review is None:
        raise NothingToReview
    _review(recipient, seen, needed=None, because=because, by=by, now=now)


@transaction.atomic
def services_turned(services: Mapping[UUID, bool], *, now: datetime) -> None:
    """An import tells that these recipients' services have started, or ended.

    It knows nothing else: what a coordinator said of the rest stands, and is decided on anew.
    """
    known = {recipient: need.known for recipient, need in queries.needs(services).items()}
    rows = []
    for recipient, runs in services.items():
        before = known.get(recipient, Known())
        if before.services_at_home is not runs:
            now_known = replace(before, services_at_home=runs)
            rows.append(_row(recipient, now_known, whole=False, now=now))
    ledger.append_all(map(_stated, Statement.objects.bulk_create(rows, batch_size=1000)))


def _take(recipient: UUID) -> None:
    """One statement or review at a time for each recipient; an import holds the row as well."""
    Recipient.objects.select_for_update(no_key=True).get(id=recipient)


def _reviewable(recipient: UUID, seen: int) -> queries.Need:
    _take(recipient)
    need = queries.need_of(recipient)
    if need is None:
        raise NothingToReview
    if need.statement != seen:
        raise ChangedMeanwhile
    return need


def _row(recipient: UUID, known: Known, *, whole: bool, now: datetime) -> Statement:
    situation = known.situation
    decision = decide(situation) if situation else None
    return Statement(
        recipient_id=recipient,
        **(asdict(known) if whole else {"services_at_home": known.services_at_home}),
        stated_at=now,
        needed=decision.needed if decision else None,
        reason=decision.reason if decision else "",
    )


def _stated(row: Statement) -> NewEntry:
    return entry(
        "situation_stated",
        row.stated_at,
        recipient=row.recipient_id.hex,
        statement=row.id,
        by=row.stated_by_id.hex if row.stated_by_id else None,
        needed=_WORDS[row.needed],
        reason=row.reason or None,
    )


def _review(
    recipient: UUID,
    statement: int,
    *,
    needed: bool | None,
    because: str,
    by: UUID | None,
    now: datetime,
) -> None:
    row = Review.objects.create(
        statement_id=statement, needed=needed, because=because, reviewed_at=now, reviewed_by_id=by
    )
    ledger.append(
        entry(
            "decision_reviewed",
            now,
            recipient=recipient.hex,
            statement=statement,
            review=row.id,
            by=by.hex if by else None,
            needed=_WORDS[needed],
        )
    )
