"""Which doors lead where, and which unit sits on each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from elaas.database.bulk import fetch, uuids
from elaas.doors import rules
from elaas.doors.approval import Approval, approval
from elaas.doors.letters import Addressee, Door, in_one_line
from elaas.doors.models import Board, BoardEvent, BoardLink, Building, Home, Unit
from elaas.protocol.cose import PublicKey


class UnitFacts(NamedTuple):
    """A unit: its keys, and where it is (`place`: home or building) if it is on a door."""

    lock_id: str
    label: str
    epoch: int
    place: UUID | None
    mounted: bool
    key_box: bool
    dh_x: bytes
    dh_y: bytes
    receipt_x: bytes
    receipt_y: bytes

    @property
    def dh(self) -> PublicKey:
        """The key it proves itself with when a phone connects."""
        return PublicKey(x=self.dh_x, y=self.dh_y)

    @property
    def receipt(self) -> PublicKey:
        """The key it signs receipts with."""
        return PublicKey(x=self.receipt_x, y=self.receipt_y)


@dataclass(frozen=True, slots=True)
class Units:
    """Units, by the place of their door and by lock id."""

    at: dict[UUID, UnitFacts]
    by_lock_id: dict[str, UnitFacts]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a home is: street and number, and the dwelling's number in the building if any.

    `note` and `entrance_note`: what to know at its own door, and at the building's.
    """

    address: str
    dwelling: str
    note: str
    entrance_note: str


class Claim(NamedTuple):
    """Whether a unit has accepted our authority; if not, the secret that claims it.

    None: the one on its label, which whoever holds the unit can read and nobody else needs.
    """

    claimed: bool
    secret: bytes | None


class NoSuchPlace(Exception):
    """No home or building, or more than one, answers to what was given; the message says which."""


def ways(homes: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """For each home the places whose doors are on the way in, in walking order."""
    statement = "SELECT id, building_id FROM doors_home WHERE id = ANY(%s::uuid[])"
    buildings = dict(fetch(connection, statement, [uuids(homes)]))
    shared = common_entrances({building for building in buildings.values() if building})
    return {
        home: rules.way_to(home=home, building=building, common_entrance=building in shared)
        for home, building in buildings.items()
    }


def common_entrances(buildings: Collection[UUID]) -> set[UUID]:
    """Those of these buildings that have a common entrance."""
    statement = """
        SELECT building.id, count(home.id), entrance_recorded_at IS NOT NULL
        FROM doors_building AS building
        LEFT JOIN doors_home AS home ON building_id = building.id AND home.active
        WHERE building.id = ANY(%s::uuid[]) GROUP BY building.id
    """
    return {
        building
        for building, homes, recorded in fetch(connection, statement, [uuids(buildings)])
        if rules.has_common_entrance(homes=homes, recorded=recorded)
    }


_FACTS = """
    SELECT lock_id, label, epoch, coalesce(home_id, building_id), mounted_at IS NOT NULL,
           kind = 'key_box', dh_x, dh_y, receipt_x, receipt_y
    FROM doors_unit
"""


def units(*, places: Collection[UUID] = (), lock_ids: Collection[str] = ()) -> Units:
    """The units on the doors of these places, and those with these lock ids."""
    statement = f"""
        {_FACTS} WHERE home_id = ANY(%(places)s::uuid[]) UNION ALL
        {_FACTS} WHERE building_id = ANY(%(places)s::uuid[]) UNION ALL
        {_FACTS} WHERE lock_id = ANY(%(lock_ids)s)
    """
    asked = {"places": uuids(places), "lock_ids": list(lock_ids)}
    rows = fetch(connection, statement, asked)
    found = list(map(UnitFacts._make, rows))
    return Units(
        at={unit.place: unit for unit in found if unit.place},
        by_lock_id={unit.lock_id: unit for unit in found},
    )


def homes(ids: Collection[UUID]) -> dict[UUID, Address]:
    """Where these homes are."""
    rows = Home.objects.filter(id__in=ids).values_list(
        "id", "address", "dwelling", "note", "building__note"
    )
    return {
        home: Address(address, dwelling, note, entrance_note or "")
        for home, address, dwelling, note, entrance_note in rows
    }


def home_of(lock_id: str) -> UUID | None:
    """The home whose own door the unit is on; None: a common entrance, or no door."""
    return Unit.objects.values_list("home_id", flat=True).get(lock_id=lock_id)


def claim_secret(lock_id: str) -> bytes:
    """What the unit can be claimed with: its label's secret, or that of its last release."""
    return bytes(Unit.objects.values_list("claim_secret", flat=True).get(lock_id=lock_id))


def release_secrets(lock_ids: Collection[str]) -> dict[str, bytes]:
    """For those of these units whose release is prepared the secret that the lock must be told."""
    rows = Unit.objects.filter(lock_id__in=lock_ids).exclude(next_claim_secret=b"")
    return {
        lock_id: bytes(secret)
        for lock_id, secret in rows.values_list("lock_id", "next_claim_secret")
    }


def claims(lock_ids: Collection[str]) -> dict[str, Claim]:
    """Whether each of these units is ours, and if not, with what it can be claimed."""
    rows = Unit.objects.filter(lock_id__in=lock_ids).values_list(
        "lock_id", "claimed_at", "released_at", "claim_secret"
    )
    return {
        lock_id: Claim(
            claimed=claimed_at is not None,
            secret=bytes(secret) if released_at and not claimed_at else None,
        )
        for lock_id, claimed_at, released_at, secret in rows
    }


def is_claimed(lock_id: str) -> bool:
    """Whether the unit with this lock id has accepted our authority."""
    return Unit.objects.filter(lock_id=lock_id, claimed_at__isnull=False).exists()


def homes_behind(buildings: Collection[UUID]) -> set[UUID]:
    """The homes in these buildings."""
    return set(Home.objects.filter(building__in=buildings).values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class Place:
    """A home or a building."""

    home: UUID | None
    building: UUID | None
    address: str


def place_named(name: str) -> Place:
    """The home or building with this care-system id, or this address («Kongens gate 12, H0203»).

    An address with a dwelling number means the home, one without the building. Raises NoSuchPlace.
    """
    reference = name.removeprefix("Location/")
    homes = Home.objects.filter(Q(source_id=reference) | _home_address(name))
    buildings = Building.objects.filter(Q(source_id=reference) | Q(address__iexact=name))
    found = [
        *(Place(home.id, None, f"{home.address} {home.dwelling}".strip()) for home in homes[:2]),
        *(Place(None, building.id, building.address) for building in buildings[:2]),
    ]
    if len(found) != 1:
        problem = "More than one place answers" if found else "No home or building answers"
        raise NoSuchPlace(f"{problem} to «{name}»; give the Location id of the care system.")
    return found[0]


def _home_address(name: str) -> Q:
    address, _, dwelling = name.partition(",")
    return Q(address__iexact=address.strip(), dwelling__iexact=dwelling.strip())


def units_labelled(labels: Collection[str]) -> dict[str, str]:
    """The lock id for each of these labels that exactly one unit carries."""
    found: dict[str, list[str]] = {}
    for label, lock_id in Unit.objects.filter(label__in=labels).values_list("label", "lock_id"):
        found.setdefault(label, []).append(lock_id)
    return {label: lock_ids[0] for label, lock_ids in found.items() if len(lock_ids) == 1}


def board_at(place: UUID) -> UUID | None:
    """The board of this building, or the landlord of this home; None: nobody is on record."""
    found = Board.objects.filter(Q(building=place) | Q(home=place)).values_list("id", flat=True)
    return found.first()


def board_by_link(token_hash: bytes, *, now: datetime) -> BoardLink | None:
    """The link with this token, with its board, unless it has expired or been taken back."""
    live = BoardLink.objects.filter(token_hash=token_hash, expires_at__gt=now, revoked_at=None)
    return live.select_related("board__building", "board__home").first()


def standings(boards: Collection[UUID], *, now: datetime) -> dict[UUID, rules.Standing]:
    """How it stands with each of these boards."""
    told: dict[UUID, list[rules.Event]] = {board: [] for board in boards}
    rows = BoardEvent.objects.filter(board__in=boards).order_by("at", "id")
    for board, deed, at, until in rows.values_list("board_id", "deed", "at", "valid_until"):
        told[board].append(rules.Event(rules.Deed(deed), at, until))
    return {board: standing(events, now=now) for board, events in told.items()}


def standing(events: Collection[rules.Event], *, now: datetime) -> rules.Standing:
    """How it stands after these events, as this municipality has chosen to meet boards."""
    return rules.standing(
        events,
        manner=rules.Manner(settings.BOARDS_ARE),
        patience=settings.BOARD_PATIENCE,
        now=now,
    )


def answer_of(board: UUID, *, now: datetime) -> BoardEvent | None:
    """The answer that counts; None: there is none, it was withdrawn, or they were asked anew."""
    if standings([board], now=now)[board].state not in rules.ANSWERED:
        return None
    answers = [deed.value for deed in rules.ANSWERS]
    return BoardEvent.objects.filter(board=board, deed__in=answers).order_by("at", "id").last()


def letter_facts(board: UUID) -> tuple[Addressee, Door]:
    """To whom a letter to that board goes, and which door it is about."""
    row = Board.objects.select_related("building", "home").get(id=board)
    post = [line.strip() for line in row.post_address.splitlines() if line.strip()]
    place = row.home or row.building
    where = in_one_line(
        street=place.address if place else "",
        dwelling=row.home.dwelling if row.home else "",
        postal_code=place.postal_code if place else "",
        city=place.city if place else "",
    )
    door = Door(where=where, entrance=row.home is None)
    return Addressee(lines=(row.name, *post), language=row.language), door


def approval_of(unit: Unit) -> Approval:
    """How the approval class of a key box stands in this municipality."""
    return approval(
        unit.approval_class, classes=settings.KEY_BOX_CLASSES, enough=settings.KEY_BOX_CLASS
    )


def boards_to_remind(*, now: datetime) -> dict[UUID, UUID]:
    """The boards whose reminder is due, and the place of each."""
    waiting = Board.objects.filter(events__deed=rules.Deed.ASKED.value).distinct()
    places = {one.id: one.building_id or one.home_id for one in waiting}
    found = standings(list(places), now=now)
    return {
        board: place
        for board, place in places.items()
        if place is not None and found[board].next is rules.Next.REMIND
    }
