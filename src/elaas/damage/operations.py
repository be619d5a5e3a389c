"""Report damage, decide who pays, complain, and have it decided again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from elaas.damage import rules
from elaas.damage.models import Damage, DamageComplaint, DamageDecision
from elaas.damage.rules import Damaged, Outcome
from elaas.doors.models import Photo, Unit
from elaas.doors.photos import prepared
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.notices.operations.notify import Person, Sending, notify
from elaas.notices.purposes import Purpose
from elaas.people.actors import Actor, ActorKind
from elaas.people.queries import rights_of_kin
from elaas.people.rights import Right


class NotDone(StrEnum):
    """Why nothing was decided, or no complaint taken."""

    NOT_POSSIBLE = "not_possible"  # that cannot be decided here, or not with that amount
    CHANGED_MEANWHILE = "changed_meanwhile"  # look at it again first
    NOT_DECIDED = "not_decided"  # there is nothing to complain of


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody saw at one door: of the `home`, or else the entrance of the `building`.

    `recipient`: whose case it is, None where it is nobody's. `photos`: as the camera made them.
    """

    damaged: Damaged
    what: str
    home: UUID | None = None
    building: UUID | None = None
    recipient: UUID | None = None
    photos: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Who pays, why, and what it costs in whole kroner."""

    outcome: Outcome
    because: str
    amount: int


@transaction.atomic
def report_damage(*, seen: Seen, by: Actor, now: datetime) -> UUID:
    """Record it; a coordinator decides later. Answers the case's id. Raises NotAPhoto."""
    on_the_door = Unit.objects.filter(
        home=seen.home, building=seen.building, mounted_at__isnull=False
    ).first()
    row = Damage.objects.create(
        damaged=seen.damaged.value,
        recipient_id=seen.recipient,
        unit=on_the_door,
        home_id=seen.home,
        building_id=seen.building,
        what=seen.what,
        reported_at=now,
        reported_by_kind=by.kind.value,
        reported_by_id=by.id,
    )
    keeper = by.id if by.kind is ActorKind.EMPLOYEE and by.id.int else None
    row.photos.set(
        Photo.objects.create(content=prepared(photo), kept_at=now, kept_by_id=keeper)
        for photo in seen.photos
    )
    ledger.append(
        entry(
            "damage_reported",
            now,
            damage=row.id.hex,
            damaged=row.damaged,
            recipient=seen.recipient.hex if seen.recipient else None,
            lock=row.unit_id,
            home=seen.home.hex if seen.home else None,
            building=seen.building.hex if seen.building else None,
            photos=len(seen.photos),
            **by.told(),
        )
    )
    return row.id


@transaction.atomic
def decide_damage(
    *,
    damage: UUID,
    ruling: Ruling,
    by: UUID | None,
    seen: int,
    texts: Mapping[str, str],
    now: datetime,
) -> NotDone | None:
    """Decide, or decide again after a complaint; the recipient is told that there is a decision.

    `seen`: how many decisions and complaints whoever decides had before them. The same decision
    again, as when a button is pressed twice, changes nothing. `texts`: what to tell, by language,
    without a word of what was decided. Raises Damage.DoesNotExist.
    """
    row = _held(damage)
    possible = rules.possible(Damaged(row.damaged), recipient_known=row.recipient_id is not None)
    if ruling.outcome not in possible or not rules.fits(ruling.outcome, amount=ruling.amount):
        return NotDone.NOT_POSSIBLE
    if _happened(row) != seen:
        last = row.decisions.order_by("id").last()
        same = last and (last.outcome, last.because, last.amount, last.decided_by_id)
        twice = same == (ruling.outcome.value, ruling.because, ruling.amount, by)
        return None if twice else NotDone.CHANGED_MEANWHILE
    decision = DamageDecision.objects.create(
        damage=row,
        outcome=ruling.outcome.value,
        because=ruling.because,
        amount=ruling.amount,
        decided_at=now,
        decided_by_id=by,
    )
    ledger.append(
        entry(
            "damage_decided",
            now,
            damage=damage.hex,
            decision=decision.pk,
            outcome=decision.outcome,
            amount=ruling.amount,
            by=by.hex if by else None,
        )
    )
    _tell(row, texts, now)
    return None


@transaction.atomic
def complain(*, damage: UUID, text: str, by: Actor, now: datetime) -> NotDone | None:
    """Take in that somebody does not agree; a coordinator decides again.

    The same again changes nothing. Raises Damage.DoesNotExist.
    """
    row = _held(damage)
    if not row.decisions.exists():
        return NotDone.NOT_DECIDED
    last = row.complaints.order_by("id").last()
    told = (last.text, last.by_id) if last else None
    if told == (text, by.id) and _state(row) is rules.State.COMPLAINED:
        return None
    complaint = DamageComplaint.objects.create(
        damage=row, text=text, complained_at=now, by_kind=by.kind.value, by_id=by.id
    )
    ids = {"damage": damage.hex, **by.told()}
    ledger.append(entry("damage_complained", now, complaint=complaint.pk, **ids))
    return None


def _held(damage: UUID) -> Damage:
    """The case; whoever else changes something about it waits until we are done."""
    return Damage.objects.select_for_update(no_key=True, of=("self",)).get(pk=damage)


def _happened(row: Damage) -> int:
    return row.decisions.count() + row.complaints.count()


def _state(row: Damage) -> rules.State:
    return rules.state(
        decided=list(row.decisions.values_list("decided_at", flat=True)),
        complained=list(row.complaints.values_list("complained_at", flat=True)),
    )


def _tell(row: Damage, texts: Mapping[str, str], now: datetime) -> None:
    """The recipient, and the next of kin who reported it if they may still follow the case."""
    if row.recipient_id is None or row.recipient is None:
        return
    language = row.recipient.language if row.recipient.language in texts else "nb"
    people = [Person(recipient=row.recipient_id)]
    if row.reported_by_kind == ActorKind.KIN and Right.FOLLOW in rights_of_kin(row.reported_by_id):
        people.append(Person(recipient=row.recipient_id, kin=row.reported_by_id))
    for person in people:
        notify(
            to=person,
            purpose=Purpose.DAMAGE,
            text=texts[language],
            sending=Sending(language=language),
            now=now,
        )
