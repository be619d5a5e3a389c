"""Pages of boards and landlords, for staff, and of the one question for whoever holds a link.

Where somebody with a protected address gets care, neither building nor home is shown.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from elaas.access.models import Assignment
from elaas.access.queries.pages import places
from elaas.access.queries.pages.uses import Person, person
from elaas.doors import rules
from elaas.doors.models import Board, BoardEvent, BoardLink, Building, DoorCondition, Home, Unit
from elaas.doors.queries import answer_of, board_by_link, standing, standings
from elaas.people.models import Employee, Recipient

LISTED = 50
SETTLED = {
    rules.Next.WAIT,
    rules.Next.MOUNT,
    rules.Next.KEY_BOX,
    rules.Next.OTHER_ENTRANCE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A building with its entrance, or (`is_home`) a home that may be rented."""

    id: UUID
    is_home: bool
    address: places.Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A place, and how it stands with its board or landlord."""

    place: Place
    standing: rules.Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Boards:
    """`waiting`: what a person must do something about. `count`: how many buildings were found."""

    waiting: tuple[Listed, ...]
    buildings: tuple[Listed, ...]
    homes: tuple[Place, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What was said or done, how, and who noted it; None: the board itself, or nobody knows."""

    deed: rules.Deed
    at: datetime
    channel: str
    by: Person | None
    text: str
    last_day: datetime | None  # a moment in the last day that an agreement holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A door as it was found last; `why_no_lock` empty: a lock fits."""

    make: str
    cylinder: rules.Cylinder
    gap_mm: Decimal
    noted_at: datetime
    by: Person | None
    photos: tuple[UUID, ...]

    @property
    def why_no_lock(self) -> tuple[rules.NoLock, ...]:
        """Why it gets a key box instead."""
        return rules.why_no_lock(cylinder=self.cylinder, gap_mm=self.gap_mm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The board's or landlord's own name and addresses."""

    board: UUID
    name: str
    email: str
    post_address: str
    language: str
    links: int  # that work now


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """One place, its board or landlord, what happened, the latest last, and its door."""

    place: Place
    contact: Contact | None
    standing: rules.Standing
    events: tuple[Happened, ...]
    condition: Condition | None
    mounted: bool
    homes: tuple[Place, ...]
    recipients: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a board sees by its link, and the answer that counts."""

    place: Place
    standing: rules.Standing
    answer: rules.Deed | None
    text: str
    answered_at: datetime | None


def boards(words: str, *, now: datetime) -> Boards:
    """What waits, and the buildings and homes whose address has all of `words`."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(address__icontains=word) | Q(city__icontains=word)
    buildings = Building.objects.filter(wanted, active=True).exclude(id__in=_hidden_buildings())
    homes = Home.objects.filter(wanted, active=True).exclude(id__in=_hidden_homes())
    return Boards(
        waiting=() if words else _waiting(now),
        buildings=_listed(buildings.order_by("address", "id")[:LISTED], now),
        homes=_homes(homes)[:LISTED] if words else (),
        count=buildings.count(),
    )


def board_page(
    *, building: UUID | None = None, home: UUID | None = None, now: datetime
) -> BoardPage | None:
    """The page of that building or home. None: no such place, or its address is protected."""
    place = _place(building=building, home=home)
    if place is None or places.protected(places=[place.id]):
        return None
    on = Q(home=place.id) if place.is_home else Q(building=place.id)
    row = Board.objects.filter(on).first()
    events = list(BoardEvent.objects.filter(board=row).order_by("at", "id")) if row else []
    found = DoorCondition.objects.filter(on).order_by("noted_at", "id").last()
    people = _people([*(one.by for one in events), found.noted_by if found else None])
    inside = Home.objects.filter(building=building, active=True) if building else None
    return BoardPage(
        place=place,
        contact=_contact(row, now) if row else None,
        standing=standing(_facts(events), now=now),
        events=tuple(_happened(one, people) for one in events),
        condition=_condition(found, people) if found else None,
        mounted=Unit.objects.filter(on, mounted_at__isnull=False).exists(),
        homes=_homes(inside.exclude(id__in=_hidden_homes())) if inside is not None else (),
        recipients=_recipients(place.id) if place.is_home else (),
    )


def question(token_hash: bytes, *, now: datetime) -> Question | None:
    """What to show whoever holds the link. None: it is wrong, too old or taken back."""
    link = board_by_link(token_hash, now=now)
    if link is None:
        return None
    board, answer = link.board, answer_of(link.board_id, now=now)
    where = of_building(board.building) if board.building else of_home(board.home)  # type: ignore[arg-type]  # one of them: constraint doors_board_has_one_place
    return Question(
        place=where,
        standing=standings([board.id], now=now)[board.id],
        answer=rules.Deed(answer.deed) if answer else None,
        text=answer.text if answer else "",
        answered_at=answer.at if answer else None,
    )


def of_building(row: Building) -> Place:
    """The building as a place."""
    return Place(id=row.id, is_home=False, address=places.of_building(row))


def of_home(row: Home) -> Place:
    """The home as a place."""
    return Place(id=row.id, is_home=True, address=places.of_home(row))


def _place(*, building: UUID | None, home: UUID | None) -> Place | None:
    if home is not None:
        row = Home.objects.filter(id=home, active=True).first()
        return of_home(row) if row else None
    found = Building.objects.filter(id=building, active=True).first() if building else None
    return of_building(found) if found else None


def _waiting(now: datetime) -> tuple[Listed, ...]:
    rows = (
        Board.objects.exclude(building__in=_hidden_buildings())
        .exclude(home__in=_hidden_homes())
        .select_related("building", "home")
        .order_by("recorded_at", "id")
    )
    found = standings([row.id for row in rows], now=now)
    return tuple(
        Listed(
            place=of_home(row.home) if row.home else of_building(row.building),  # type: ignore[arg-type]  # one of them
            standing=found[row.id],
        )
        for row in rows
        if found[row.id].next not in SETTLED
    )


def _listed(rows: Collection[Building] | QuerySet[Building], now: datetime) -> tuple[Listed, ...]:
    known = dict(Board.objects.filter(building__in=list(rows)).values_list("building", "id"))
    found = standings(list(known.values()), now=now)
    untold = standing([], now=now)
    return tuple(
        Listed(place=of_building(row), standing=found[known[row.id]] if row.id in known else untold)
        for row in rows
    )


def _homes(rows: QuerySet[Home]) -> tuple[Place, ...]:
    return tuple(of_home(row) for row in rows.order_by("address", "dwelling", "id")[:LISTED])


def _cared_for_in_secret() -> QuerySet[Assignment]:
    return Assignment.objects.filter(recipient__protection__gt="", home__isnull=False)


def _hidden_homes() -> QuerySet[Assignment, Any]:
    return _cared_for_in_secret().values_list("home")


def _hidden_buildings() -> QuerySet[Assignment, Any]:
    return _cared_for_in_secret().filter(home__building__isnull=False).values_list("home__building")


def _facts(events: Collection[BoardEvent]) -> list[rules.Event]:
    return [rules.Event(rules.Deed(one.deed), one.at, one.valid_until) for one in events]


def _people(ids: Collection[UUID | None]) -> dict[UUID | None, Person]:
    rows = Employee.objects.filter(id__in={one for one in ids if one})
    return {row.id: person(row) for row in rows}


def _happened(row: BoardEvent, people: dict[UUID | None, Person]) -> Happened:
    return Happened(
        deed=rules.Deed(row.deed),
        at=row.at,
        channel=row.channel,
        by=people.get(row.by),
        text=row.text,
        last_day=row.valid_until - timedelta(seconds=1) if row.valid_until else None,
    )


def _condition(row: DoorCondition, people: dict[UUID | None, Person]) -> Condition:
    return Condition(
        make=row.make,
        cylinder=rules.Cylinder(row.cylinder),
        gap_mm=row.gap_mm,
        noted_at=row.noted_at,
        by=people.get(row.noted_by),
        photos=tuple(row.photos.order_by("kept_at", "id").values_list("id", flat=True)),
    )


def _contact(row: Board, now: datetime) -> Contact:
    live = BoardLink.objects.filter(board=row, revoked_at=None, expires_at__gt=now)
    return Contact(
        board=row.id,
        name=row.name,
        email=row.email,
        post_address=row.post_address,
        language=row.language,
        links=live.count(),
    )


def _recipients(home: UUID) -> tuple[Person, ...]:
    """Who gets care there now, as far as visits tell: one of them may sign a letter."""
    there = Assignment.objects.filter(home=home, withdrawn_at=None).values("recipient")
    rows = Recipient.objects.filter(id__in=there, active=True).order_by("given", "family", "id")
    return tuple(person(row) for row in rows)
