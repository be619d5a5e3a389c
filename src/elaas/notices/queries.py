"""Messages that wait, and what became of those that do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from uuid import UUID

from django.db.models import Q

from elaas.notices import letters, texts
from elaas.notices.models import Message
from elaas.notices.purposes import Purpose
from elaas.notices.rules import Why

# What waits for no letter, or for one that has gone.
HAS_ITS_TURN = Q(after=None) | Q(after__fallback__letter_at__isnull=False)
AT_A_TIME = 200
LATEST = 50


class Stage(StrEnum):
    """How far a message has come."""

    WAITS = auto()
    KEPT = auto()  # in the outbox, which sends nothing
    HANDED_OVER = auto()
    SENT = auto()
    DELIVERED = auto()
    FAILED = auto()
    LISTED = auto()  # for a letter and a call
    WITHDRAWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message as the outbox shows it: no number. `at`: when it came to its `stage`."""

    id: UUID
    recipient: UUID
    name: str
    purpose: Purpose
    text: str
    size: texts.Size
    created_at: datetime
    stage: Stage
    at: datetime
    why: Why | None


def unsettled(*, now: datetime) -> list[UUID]:
    """Messages that should be on their way and are not, the oldest first; some of them if many."""
    rows = Message.objects.filter(
        HAS_ITS_TURN, handed_over_at=None, withdrawn_at=None, fallback=None, again_at__lte=now
    ).order_by("again_at", "id")
    return list(rows.values_list("id", flat=True)[:AT_A_TIME])


def latest() -> Sequence[Told]:
    """The last messages, newest first."""
    rows = (
        Message.objects.select_related("recipient", "kin", "fallback")
        .prefetch_related("deliveries")
        .order_by("-created_at", "id")[:LATEST]
    )
    return [_told(row) for row in rows]


def recipient_of(message: UUID) -> UUID | None:
    """Whom that message is for, or about; None: there is no such message."""
    return Message.objects.filter(pk=message).values_list("recipient_id", flat=True).first()


def stage(message: UUID) -> Stage:
    """How far this message has come; raises Message.DoesNotExist."""
    return _stage(Message.objects.select_related("fallback").get(pk=message))[0]


def _told(row: Message) -> Told:
    found, at = _stage(row)
    return Told(
        id=row.id,
        recipient=row.recipient_id,
        name=letters.name(row.kin or row.recipient),
        purpose=Purpose(row.purpose),
        text=row.text,
        size=texts.size(row.text),
        created_at=row.created_at,
        stage=found,
        at=at,
        why=Why(row.fallback.why) if hasattr(row, "fallback") else None,
    )


def _stage(row: Message) -> tuple[Stage, datetime]:
    if row.withdrawn_at:
        return Stage.WITHDRAWN, row.withdrawn_at
    if hasattr(row, "fallback"):
        return Stage.LISTED, row.fallback.listed_at
    told = {one.state: one.at for one in row.deliveries.all()}
    for last in (Stage.DELIVERED, Stage.FAILED, Stage.SENT):
        if last in told:
            return last, told[last]
    if row.handed_over_at:
        return Stage.KEPT if row.gateway == "outbox" else Stage.HANDED_OVER, row.handed_over_at
    return Stage.WAITS, row.again_at
