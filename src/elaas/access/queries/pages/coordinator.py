"""The coordinator's pages: who waits for a lock, and one recipient's case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from elaas.access.queries.pages import places
from elaas.access.queries.pages.chooser import Group
from elaas.access.queries.pages.ready import WayIn, ways_in
from elaas.access.queries.pages.uses import Person, person
from elaas.doors.models import Home
from elaas.eligibility import queries as eligibility
from elaas.people.models import Employee, Recipient

LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody whose case waits for a person; `way_in` None: no home is known."""

    recipient: Person
    need: eligibility.Need
    way_in: WayIn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits. `risks`: an alarm behind doors that are not ready; they come first.

    `not_ready`: an eLås is needed and not there. `changed`: an import has told of another
    situation. `undecided`: services run, and nobody has told the rest.
    """

    risks: Group[Waiting]
    not_ready: Group[Waiting]
    changed: Group[Waiting]
    undecided: Group[Person]

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        groups = (self.risks, self.not_ready, self.changed, self.undecided)
        return not any(group.count for group in groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something in the history, and the employee who told it, where one is known."""

    event: eligibility.Event
    by: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One recipient's case. `need` None: nothing was told yet. `way_in` None: no home is known.

    `address` is None where no home is known, or the address is protected.
    """

    recipient: Person
    language: str
    services: bool
    protected: bool
    address: places.Address | None
    way_in: WayIn | None
    need: eligibility.Need | None
    history: tuple[Told, ...]

    @property
    def ready(self) -> bool:
        """Whether every door on the way opens with eLås."""
        return _ready(self.way_in)

    @property
    def risk(self) -> bool:
        """Whether an alarm may go off and nobody get in."""
        return self.need is not None and self.need.alarm and not self.ready


def named(words: str) -> Group[Person]:
    """The recipients whose name has all of `words`."""
    wanted = Q()
    for word in words.split():
        wanted &= Q(given__icontains=word) | Q(family__icontains=word)
    rows = Recipient.objects.filter(wanted).order_by("given", "family", "id")
    return Group(shown=tuple(person(row) for row in rows[:LISTED]), count=rows.count())


def queue() -> Queue:
    """What waits for a coordinator, by name."""
    needs = eligibility.waiting()
    ways = ways_in(needs)
    shut = {recipient for recipient in needs if not _ready(ways.get(recipient))}
    alarms = {recipient for recipient in shut if needs[recipient].alarm}
    needed = {recipient for recipient in shut - alarms if needs[recipient].needed}
    changed = {recipient for recipient, need in needs.items() if need.changed_since}
    undecided = eligibility.undecided().order_by("given", "family", "id")

    def group(recipients: Collection[UUID]) -> Group[Waiting]:
        rows = Recipient.objects.filter(id__in=recipients).order_by("given", "family", "id")
        shown = (
            Waiting(recipient=person(row), need=needs[row.id], way_in=ways.get(row.id))
            for row in rows[:LISTED]
        )
        return Group(shown=tuple(shown), count=len(recipients))

    return Queue(
        risks=group(alarms),
        not_ready=group(needed),
        changed=group(changed),
        undecided=Group(
            shown=tuple(person(row) for row in undecided[:LISTED]), count=undecided.count()
        ),
    )


def case(recipient_id: UUID) -> Case | None:
    """The case of that recipient. None: no such recipient."""
    row = Recipient.objects.filter(id=recipient_id).first()
    if row is None:
        return None
    way_in = ways_in([recipient_id]).get(recipient_id)
    history = eligibility.history(recipient_id)
    return Case(
        recipient=person(row),
        language=row.language,
        services=row.active,
        protected=bool(row.protection),
        address=_address(way_in) if way_in and not row.protection else None,
        way_in=way_in,
        need=eligibility.need_of(recipient_id),
        history=_told(history),
    )


def _ready(way_in: WayIn | None) -> bool:
    return way_in is not None and way_in.ready


def _address(way_in: WayIn) -> places.Address:
    return places.of_home(Home.objects.get(id=way_in.home))


def _told(history: Iterable[eligibility.Event]) -> tuple[Told, ...]:
    events = list(history)
    employees = {
        row.id: person(row) for row in Employee.objects.filter(id__in={one.by for one in events})
    }
    return tuple(
        Told(event=event, by=employees.get(event.by) if event.by else None) for event in events
    )
