"""What was damaged, how it stands, what it cost, and whose photos may be shown to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Max, Q, QuerySet, Sum, When

from elaas.access.models import Assignment
from elaas.access.queries.pages import places
from elaas.access.queries.pages.ready import ways_in
from elaas.access.queries.pages.uses import Person, Way, person
from elaas.damage import rules
from elaas.damage.models import Damage, DamageDecision
from elaas.damage.rules import Damaged, Outcome, State
from elaas.doors import queries as doors
from elaas.doors.models import Bag, DoorCondition, Home, Photo, Unit
from elaas.mounting.models import MountingCase
from elaas.mounting.queries.told import photos_shown_to
from elaas.people.actors import ActorKind
from elaas.people.models import Employee, Kin, Recipient

LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A case in a list; `recipient` None: nobody's in particular."""

    id: UUID
    damaged: Damaged
    way: Way
    recipient: Person | None
    state: State
    reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What waits for a decision, the oldest first, and what is decided, the newest first."""

    waiting: tuple[Listed, ...]
    decided: tuple[Listed, ...]
    count: int  # how many wait


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A door at which damage can be reported; one of `home` and `building` is None."""

    way: Way
    home: UUID | None
    building: UUID | None


@dataclass(frozen=True, slots=True)
class Costs:
    """What was decided in some time, in whole kroner: who pays how much. The newest counts."""

    municipality: int
    recipients: int


def lists() -> Lists:
    """Every case, for coordinators and the desk."""
    rows = _dated(Damage.objects.all())
    waits = Q(decided_at=None) | Q(complained_at__gte=F("decided_at"))
    waiting = rows.filter(waits).order_by("reported_at", "id")
    rests = Q(complained_at=None) | Q(complained_at__lt=F("decided_at"))
    decided = rows.filter(rests, decided_at__isnull=False).order_by("-decided_at", "id")
    return Lists(
        waiting=_listed(waiting[:LISTED]),
        decided=_listed(decided[:LISTED]),
        count=waiting.count(),
    )


def of_recipient(recipient: UUID) -> tuple[Listed, ...]:
    """A recipient's cases, the newest first."""
    rows = _dated(Damage.objects.filter(recipient=recipient))
    return _listed(rows.order_by("-reported_at", "id")[:LISTED])


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
        way=_way(row),
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


def doors_of(recipient: UUID) -> tuple[Door, ...]:
    """The doors on the way to where the recipient lives, their own first."""
    home = _home_of(recipient)
    if home is None:
        return ()
    way = reversed(doors.ways([home])[home])
    return tuple(
        Door(way=Way.HOME, home=place, building=None)
        if place == home
        else Door(way=Way.ENTRANCE, home=None, building=place)
        for place in way
    )


def door_with(lock_id: str) -> Door | None:
    """The door on which this unit sits; None: on none."""
    row = Unit.objects.filter(pk=lock_id).first()
    if row is None or (row.home_id is None and row.building_id is None):
        return None
    way = Way.HOME if row.home_id else Way.ENTRANCE
    return Door(way=way, home=row.home_id, building=row.building_id)


def people_behind(door: Door) -> tuple[Person, ...]:
    """Who gets care behind a home's own door; an entrance is nobody's in particular."""
    if door.home is None:
        return ()
    there = Assignment.objects.filter(home=door.home, withdrawn_at=None).values("recipient")
    cases = MountingCase.objects.filter(home=door.home).values("recipient")
    rows = Recipient.objects.filter(Q(id__in=there) | Q(id__in=cases))
    return tuple(person(row) for row in rows.order_by("given", "family", "id").distinct())


def photo_for(recipient: UUID, photo: UUID) -> bytes | None:
    """A photo that is the recipient's to see: of their bag of parts, of damage, of a visit."""
    home = _home_of(recipient)
    bags = Bag.objects.filter(unit__home=home, emptied_at=None) if home else Bag.objects.none()
    theirs = Damage.objects.filter(recipient=recipient)
    return _content(
        Photo.objects.filter(
            Q(id__in=bags.values("photo"))
            | Q(id__in=theirs.values("photos"))
            | Q(id__in=photos_shown_to(recipient)),
            pk=photo,
        )
    )


def photo_in(damage: DamageCase, photo: UUID) -> bytes | None:
    """A photo that the case shows."""
    return _content(Photo.objects.filter(pk=photo)) if photo in damage.shown_photos else None


def costs(*, since: datetime, until: datetime) -> Costs:
    """What the decisions in force cost that were made from `since` on, before `until`."""
    newest = DamageDecision.objects.order_by("damage_id", "-id").distinct("damage_id")
    found = DamageDecision.objects.filter(
        pk__in=newest.values("pk"), decided_at__gte=since, decided_at__lt=until
    ).aggregate(
        recipients=Sum(Case(When(outcome=Outcome.RECIPIENT.value, then=F("amount")), default=0)),
        everything=Sum("amount"),
    )
    recipients = found["recipients"] or 0
    return Costs(municipality=(found["everything"] or 0) - recipients, recipients=recipients)


def _home_of(recipient: UUID) -> UUID | None:
    """Where the next visits are; without any, where something is or was to be mounted."""
    way = ways_in([recipient]).get(recipient)
    if way is not None:
        return way.home
    cases = MountingCase.objects.filter(recipient=recipient).order_by("-opened_at")
    return cases.values_list("home_id", flat=True).first()


def _dated(rows: QuerySet[Damage]) -> "QuerySet[Any, Any]":
    """With when they were decided and complained of last."""
    return rows.select_related("recipient").annotate(
        decided_at=Max("decisions__decided_at"), complained_at=Max("complaints__complained_at")
    )


def _listed(rows: Iterable[Any]) -> tuple[Listed, ...]:
    return tuple(
        Listed(
            id=row.id,
            damaged=Damaged(row.damaged),
            way=_way(row),
            recipient=person(row.recipient) if row.recipient else None,
            state=rules.state(
                decided=[at for at in [row.decided_at] if at],
                complained=[at for at in [row.complained_at] if at],
            ),
            reported_at=row.reported_at,
        )
        for row in rows
    )


def _way(row: Damage) -> Way:
    return Way.HOME if row.home_id else Way.ENTRANCE


def _address(row: Damage) -> places.Address | None:
    place = row.home_id or row.building_id
    secret = bool(row.recipient and row.recipient.protection)
    if secret or (place and places.protected(places=[place])):
        return None
    if row.home:
        return places.of_home(row.home)
    return places.of_building(row.building) if row.building else None


def _lives_at(recipient: Recipient) -> places.Address | None:
    home = None if recipient.protection else _home_of(recipient.id)
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


def _content(rows: QuerySet[Photo]) -> bytes | None:
    found = rows.values_list("content", flat=True).first()
    return bytes(found) if found is not None else None
