"""One case: what was damaged, who reported it, what was decided, and what was said against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from elaas.access.queries.pages import places
from elaas.access.queries.pages.uses import Person, Way, person
from elaas.damage import rules
from elaas.damage.models import Damage, DamageDecision
from elaas.damage.queries.doors import home_of, way_to
from elaas.damage.rules import Damaged, Outcome, State
from elaas.doors.models import DoorCondition, Home, Photo
from elaas.people.actors import ActorKind
from elaas.people.models import Employee, Kin, Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who reported or complained; `who` None: it is not known any more."""

    kind: ActorKind
    who: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision; `amount`: what it costs, in whole kroner."""

    at: datetime
    outcome: Outcome
    because: str
    amount: int
    by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complained:
    """A complaint; `in_time`: within three weeks from the decision it is about."""

    at: datetime
    text: str
    by: Teller
    in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Photos of the door as somebody found it that day."""

    at: datetime
    photos: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageCase:
    """One case. `address`: of the door, `lives_at`: of the recipient, None where it is protected.

    `before`: what the door looked like before, the oldest first; `photos`: of the damage.
    """

    id: UUID
    damaged: Damaged
    state: State
    recipient: Person | None
    language: str
    way: Way
    address: places.Address | None
    lives_at: places.Address | None
    lock_id: str
    label: str
    what: str
    reported_at: datetime
    reported_by: Teller
    before: tuple[Pictures, ...]
    photos: tuple[UUID, ...]
    decisions: tuple[Decided, ...]
    complaints: tuple[Complained, ...]

    @property
    def seen(self) -> int:
        """By which whoever decides proves to have seen it all."""
        return len(self.decisions) + len(self.complaints)

    @property
    def decision(self) -> Decided | None:
        """The one that counts."""
        return self.decisions[-1] if self.decisions else None

    @property
    def possible(self) -> tuple[Outcome, ...]:
        """What can be decided."""
        return rules.possible(self.damaged, recipient_known=self.recipient is not None)

    @property
    def shown_photos(self) -> set[UUID]:
        """Every photo on its page."""
        return {*self.photos, *(photo for one in self.before for photo in one.photos)}


def damage_case(damage: UUID, *, recipient: UUID | None = None) -> DamageCase | None:
    """The case; None: there is none, or it is not this recipient's."""
    rows = Damage.objects.select_related("recipient", "unit", "home", "building")
    row = rows.filter(pk=damage, **({"recipient": recipient} if recipient else {})).first()
    if row is None:
        return None
    decisions = tuple(
        _decided(one) for one in row.decisions.select_related("decided_by").order_by("id")
    )
    return DamageCase(
        id=row.id,
        damaged=Damaged(row.damaged),
        state=rules.state(
            decided=[one.at for one in decisions],
            complained=list(row.complaints.values_list("complained_at", flat=True)),
        ),
        recipient=person(row.recipient) if row.recipient else None,
        language=row.recipient.language if row.recipient else "nb",
        way=way_to(row),
        address=_address(row),
        lives_at=_lives_at(row.recipient) if row.recipient else None,
        lock_id=row.unit_id or "",
        label=row.unit.label if row.unit else "",
        what=row.what,
        reported_at=row.reported_at,
        reported_by=_teller(row.reported_by_kind, row.reported_by_id),
        before=_before(row),
        photos=_photos(row.photos),
        decisions=decisions,
        complaints=_complaints(row, decisions),
    )


def _address(row: Damage) -> places.Address | None:
    place = row.home_id or row.building_id
    secret = bool(row.recipient and row.recipient.protection)
    if secret or (place and places.protected(places=[place])):
        return None
    if row.home:
        return places.of_home(row.home)
    return places.of_building(row.building) if row.building else None


def _lives_at(recipient: Recipient) -> places.Address | None:
    home = None if recipient.protection else home_of(recipient.id)
    return places.of_home(Home.objects.get(pk=home)) if home else None


def _teller(kind: str, teller: UUID) -> Teller:
    rows = {
        ActorKind.RECIPIENT: Recipient.objects.filter(pk=teller),
        ActorKind.KIN: Kin.objects.filter(pk=teller),
        ActorKind.EMPLOYEE: Employee.objects.filter(pk=teller),
    }[ActorKind(kind)]
    named = rows.values_list("id", "given", "family").first()
    return Teller(kind=ActorKind(kind), who=Person(*named) if named else None)


def _decided(row: DamageDecision) -> Decided:
    return Decided(
        at=row.decided_at,
        outcome=Outcome(row.outcome),
        because=row.because,
        amount=row.amount,
        by=person(row.decided_by) if row.decided_by else None,
    )


def _complaints(row: Damage, decisions: Iterable[Decided]) -> tuple[Complained, ...]:
    found = []
    for one in row.complaints.order_by("id"):
        about = [made.at for made in decisions if made.at <= one.complained_at]
        found.append(
            Complained(
                at=one.complained_at,
                text=one.text,
                by=_teller(one.by_kind, one.by_id),
                in_time=bool(about)
                and rules.in_time(decided_at=max(about), complained_at=one.complained_at),
            )
        )
    return tuple(found)


def _before(row: Damage) -> tuple[Pictures, ...]:
    """The door's first photos, and the last before the damage was reported."""
    conditions = DoorCondition.objects.filter(
        home=row.home_id, building=row.building_id, noted_at__lte=row.reported_at
    ).order_by("noted_at", "id")
    found = [Pictures(at=one.noted_at, photos=_photos(one.photos)) for one in conditions]
    pictured = [one for one in found if one.photos]
    return tuple(pictured[:1] + pictured[1:][-1:])


def _photos(photos: object) -> tuple[UUID, ...]:
    rows: QuerySet[Photo] = photos.order_by("kept_at", "id")  # type: ignore[attr-defined]  # a related manager
    return tuple(rows.values_list("id", flat=True))
