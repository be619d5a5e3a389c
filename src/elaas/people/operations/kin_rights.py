"""What next of kin may do: the recipient decides, or an employee records whose word it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.models import Kin, KinDecision, Recipient
from elaas.people.queries import granted_roles, rights_of_kin
from elaas.people.rights import Right, WordOf

RECORDERS = frozenset({GrantedRole.COORDINATOR, GrantedRole.INSTALLER, GrantedRole.RESPONDER})


class NotDecided(StrEnum):
    """Why nothing was decided."""

    NOT_YOURS = "not_yours"  # neither the recipient, nor an employee who may record their word
    NO_REASON = "no_reason"
    THEMSELF = "themself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Whose word an employee records, and why; nothing where the recipient decides themself."""

    of: WordOf | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKin:
    """Somebody the recipient names; `national_id`: eleven digits (people/national_id.py)."""

    given: str
    family: str
    national_id: str


THEIR_OWN = Word()


@transaction.atomic
def decide(
    *, kin: UUID, wanted: Mapping[Right, bool], by: Actor, word: Word = THEIR_OWN, now: datetime
) -> NotDecided | None:
    """From now on `kin` may do what is True in `wanted`, and not what is False; None: it is so.

    What is so already is not decided again. It holds from when this is done: whoever acts as kin
    is asked about in the same moment (`hold_rights`).
    """
    row = Kin.objects.get(pk=kin)
    hold_rights(row.recipient_id)
    refused = _may_decide(row.recipient_id, by, word)
    if refused:
        return refused
    has = rights_of_kin(kin)
    changed = {right: allowed for right, allowed in wanted.items() if (right in has) != allowed}
    _write(kin, changed, by, word, now)
    return None


@transaction.atomic
def name_kin(
    *,
    recipient: UUID,
    who: NewKin,
    may: Collection[Right],
    by: Actor,
    word: Word = THEIR_OWN,
    now: datetime,
) -> UUID | NotDecided:
    """The recipient names somebody, who may do this from now on; answers which next of kin it is.

    Whoever counts as their kin already stays the same one, and may do this as well.
    """
    hold_rights(recipient)
    refused = _may_decide(recipient, by, word)
    if refused:
        return refused
    if Recipient.objects.filter(pk=recipient, national_id=who.national_id).exists():
        return NotDecided.THEMSELF
    row = Kin.objects.filter(
        recipient=recipient, national_id=who.national_id, active=True
    ).first() or _named(recipient, who, by, now)
    has = rights_of_kin(row.id)
    _write(row.id, {right: True for right in may if right not in has}, by, word, now)
    return row.id


def hold_rights(recipient: UUID) -> None:
    """Until the transaction ends nobody changes what the recipient's kin may do, nor their case."""
    list(Recipient.objects.select_for_update(no_key=True).filter(pk=recipient).values_list("id"))


def _may_decide(recipient: UUID, by: Actor, word: Word) -> NotDecided | None:
    match by.kind:
        case ActorKind.RECIPIENT if by.id == recipient:
            return None
        case ActorKind.EMPLOYEE if granted_roles(by.id) & RECORDERS:
            return None if word.of and word.reason.strip() else NotDecided.NO_REASON
        case _:
            return NotDecided.NOT_YOURS


def _named(recipient: UUID, who: NewKin, by: Actor, now: datetime) -> Kin:
    row = Kin.objects.create(
        source_id=f"named-{uuid4()}",
        recipient_id=recipient,
        national_id=who.national_id,
        given=who.given,
        family=who.family,
        active=True,
        named_at=now,
    )
    ledger.append(entry("kin_named", now, kin=row.id.hex, recipient=recipient.hex, **by.told()))
    return row


def _write(kin: UUID, changed: Mapping[Right, bool], by: Actor, word: Word, now: datetime) -> None:
    KinDecision.objects.bulk_create(
        KinDecision(
            kin_id=kin,
            right=right.value,
            allowed=allowed,
            at=now,
            by_kind=by.kind.value,
            by_id=by.id,
            word_of=word.of.value if word.of else "",
            reason=word.reason.strip(),
        )
        for right, allowed in changed.items()
    )
    ledger.append_all(
        entry(
            "kin_allowed" if allowed else "kin_withdrawn",
            now,
            kin=kin.hex,
            right=right.value,
            word_of=word.of.value if word.of else None,
            **by.told(),
        )
        for right, allowed in changed.items()
    )
