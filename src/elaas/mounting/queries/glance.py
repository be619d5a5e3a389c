"""A recipient's case in one glance: the steps, the doors, the bag of parts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from elaas.access.models import Journal
from elaas.access.queries.pages.bag import KeptBag, bag_of
from elaas.access.queries.pages.ready import last_homes
from elaas.doors import queries as doors
from elaas.doors.models import Board
from elaas.doors.queries import UnitFacts
from elaas.doors.rules import Next
from elaas.eligibility.queries import need_of
from elaas.mounting.models import MountingCase
from elaas.mounting.queries.cases import Case, case_of
from elaas.mounting.queries.endings import coming_down_for, gone
from elaas.mounting.rules import Task
from elaas.mounting.steps import Facts, Marked, Step, current, steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What a recipient sees first.

    `decided`: there is a decision to read. `mounted` of `doors` have a unit. `key_box`: the own
    door has a box. `battery_low`: somebody should change one. `bag`: what lies in the home.
    """

    steps: tuple[Marked, ...]
    decided: bool
    doors: int
    mounted: int
    key_box: bool
    battery_low: bool
    bag: KeptBag | None

    @property
    def current(self) -> Step | None:
        """The step whose turn it is."""
        return current(self.steps)


def glance(recipient: UUID, *, now: datetime) -> Glance:
    """The case of that recipient, whatever there is of it."""
    case, removal = case_of(recipient), case_of(recipient, task=Task.REMOVE)
    need, home = need_of(recipient), _home_of(recipient)
    way = doors.ways([home])[home] if home else ()
    at = {place: unit for place, unit in doors.units(places=way).at.items() if unit.mounted}
    own = at.get(home) if home else None
    facts = Facts(
        needed=need.needed if need else None,
        boards=_boards(way, now=now),
        open=case is not None,
        booked=case is not None and case.booked is not None,
        doors=max(len(way), 1),
        mounted=len(at),
        leaving=_leaving(recipient, removal),
        leaves_booked=removal is not None and removal.booked is not None,
        gone=gone(recipient) is not None,
    )
    return Glance(
        steps=steps(facts),
        decided=need is not None and need.needed is not None,
        doors=facts.doors,
        mounted=facts.mounted,
        key_box=own is not None and own.key_box,
        battery_low=_battery_low(list(at.values())),
        bag=bag_of(own.lock_id) if own else None,
    )


def _home_of(recipient: UUID) -> UUID | None:
    """Where something is to be mounted, else where the next visits are, else where it was."""
    cases = MountingCase.objects.filter(recipient=recipient)
    opened = cases.filter(closed_at=None, task=Task.MOUNT.value).values_list("home_id", flat=True)
    return (
        opened.first()
        or last_homes([recipient]).get(recipient)
        or cases.order_by("-opened_at").values_list("home_id", flat=True).first()
    )


def _leaving(recipient: UUID, removal: Case | None) -> bool:
    return removal is not None or any(one.kept_at is None for one in coming_down_for(recipient))


def _boards(way: tuple[UUID, ...], *, now: datetime) -> tuple[Next, ...]:
    """What is next with each board or landlord on record on the way in."""
    rows = Board.objects.filter(building__in=way) | Board.objects.filter(home__in=way)
    found = doors.standings(list(rows.values_list("id", flat=True)), now=now)
    return tuple(one.next for one in found.values())


def _battery_low(units: list[UnitFacts]) -> bool:
    on_doors = [unit.lock_id for unit in units]
    return Journal.objects.filter(unit__in=on_doors, battery__lt=settings.BATTERY_LOW).exists()
