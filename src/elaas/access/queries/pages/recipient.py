"""A recipient's page: who has been at my doors, who has access, who had it and did not use it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Min, Q

from elaas.access import rules
from elaas.access.models import Assignment, Attempt, Credential, Journal, Receipt
from elaas.access.queries.pages.bag import KeptBag, bag_of
from elaas.access.queries.pages.ladders import Ladder, ladders
from elaas.access.queries.pages.uses import (
    Lock,
    Person,
    Plan,
    Use,
    Way,
    from_attempt,
    from_receipt,
    lock,
    person,
    plan,
    receipts,
)
from elaas.doors.models import Unit
from elaas.eligibility.queries import Need, need_of
from elaas.people.models import Recipient
from elaas.protocol.receipt import Outcome

USES_A_PAGE = 60
# How long before the first and after the last planned visit a door counts as the recipient's own.
AT_HOME = timedelta(days=7)
_FOR_THIS_DOOR = Q(credential__unit=F("unit"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Credentials given out for one visit: who could open which doors when."""

    employee: Person
    plan: Plan
    window: rules.Period
    issued_at: datetime
    revoked_at: datetime | None
    locks: tuple[Lock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """When one of the recipient's locks last told of itself, and whether its journal is here."""

    lock: Lock
    last_contact_at: datetime | None
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientPage:
    """`uses`: newest first; `earlier`: ask again with it as `before` for those that came before."""

    recipient: Person
    need: Need | None
    uses: tuple[Use, ...]
    earlier: datetime | None
    opened_for_another: bool
    heard: tuple[Heard, ...]
    now: tuple[Access, ...]
    next: tuple[Access, ...]
    unused: tuple[Access, ...]
    shut_out: tuple[Ladder, ...]
    bags: tuple[KeptBag, ...]

    @property
    def opened(self) -> bool:
        """Whether a lock did what it was asked in one of the uses shown."""
        return any(use.done for use in self.uses)

    @property
    def complete(self) -> bool:
        """Whether everything the recipient's locks are known to have written is here."""
        return all(one.complete for one in self.heard)


@dataclass(frozen=True, slots=True)
class _Span:
    """A unit on the recipient's way in, and the time in which it was."""

    unit: Unit
    first: datetime
    last: datetime


def recipient_page(
    recipient_id: UUID, *, since: datetime, before: datetime | None, now: datetime
) -> RecipientPage | None:
    """The page: uses from `since` on, or the latest ones before `before`. None: no such recipient.

    A use belongs to the recipient of its assignment. One that no assignment explains belongs to
    everyone on whose way the door is, without a name where the door is shared.
    """
    found = Recipient.objects.filter(id=recipient_id).first()
    if found is None:
        return None
    spans = _spans(recipient_id)
    uses = sorted(
        [*_own(recipient_id, before), *_unexplained(spans, before), *_tried(spans, before)],
        key=_when,
        reverse=True,
    )
    shown, earlier = _page(uses, since=since if before is None else None)
    accesses = _accesses(recipient_id, since=since)
    return RecipientPage(
        recipient=person(found),
        need=need_of(recipient_id),
        uses=tuple(shown),
        earlier=earlier,
        opened_for_another=_opened_for_another(recipient_id, spans, since=since),
        heard=_heard(spans),
        now=tuple(one for one in accesses if one.revoked_at is None and now in one.window),
        next=tuple(one for one in accesses if one.revoked_at is None and now < one.window.start),
        unused=_unused(accesses, now=now),
        bags=tuple(
            bag for span in spans if span.unit.home_id and (bag := bag_of(span.unit.lock_id))
        ),
        shut_out=ladders(Q(assignment__recipient=recipient_id), since=since),
    )


def _when(use: Use) -> tuple[datetime, bool]:
    """The time; what two doors note in the same second happened in walking order."""
    return use.at, use.lock.way is Way.HOME


def _page(uses: list[Use], *, since: datetime | None) -> tuple[list[Use], datetime | None]:
    """The uses to show, and from where to go on; uses at the same second stay together."""
    shown = uses[:USES_A_PAGE]
    rest = uses[USES_A_PAGE:]
    while rest and rest[0].at == shown[-1].at:
        shown.append(rest.pop(0))
    if since is None:
        return shown, shown[-1].at if rest else None
    recent = [use for use in shown if use.at >= since]
    if len(recent) < len(shown):
        return recent, since
    return shown, shown[-1].at if rest else None


def _spans(recipient_id: UUID) -> list[_Span]:
    homes = {}
    for home, building, first, last in (
        Assignment.objects.filter(recipient=recipient_id, home__isnull=False)
        .values_list("home_id", "home__building_id")
        .annotate(first=Min("starts_at"), last=Max("ends_at"))
    ):
        for place in (home, building):
            if place is not None:
                homes[place] = (first - AT_HOME, last + AT_HOME)
    here = Q(home__in=homes) | Q(building__in=homes)
    units = Unit.objects.filter(here, mounted_at__isnull=False).select_related("journal")
    return [_Span(unit, *homes[unit.home_id or unit.building_id]) for unit in units]


def _limited(wanted: Q, before: datetime | None) -> list[Use]:
    rows = (
        receipts().filter(wanted, _before("at", before)).order_by("-at", "-seq")[: USES_A_PAGE * 2]
    )
    return [from_receipt(row) for row in rows]


def _own(recipient_id: UUID, before: datetime | None) -> list[Use]:
    return _limited(Q(credential__assignment__recipient=recipient_id) & _FOR_THIS_DOOR, before)


def _unexplained(spans: Iterable[_Span], before: datetime | None) -> list[Use]:
    """Receipts at these doors that are nobody's; at the own one also those of no visit here."""
    wanted = Q(pk__in=())
    for span in spans:
        nobodys = Q(credential=None, at__gte=span.unit.mounted_at)
        if span.unit.home_id:
            no_visit = Q(credential__assignment__recipient=None) | ~_FOR_THIS_DOOR
            nobodys |= Q(credential__isnull=False) & no_visit
        wanted |= nobodys & Q(unit=span.unit, at__range=(span.first, span.last))
    return _limited(wanted, before)


def _tried(spans: Iterable[_Span], before: datetime | None) -> list[Use]:
    """What phones refused at the recipient's own door; at a shared one it may be a neighbour's."""
    own = {span.unit.lock_id: span for span in spans if span.unit.home_id}
    rows = (
        Attempt.objects.filter(_before("tried_at", before), unit__in=own)
        .select_related("employee")
        .order_by("-tried_at")[: USES_A_PAGE * 2]
    )
    return [
        from_attempt(row, own[row.unit_id].unit)
        for row in rows
        if row.unit_id and own[row.unit_id].first <= row.tried_at <= own[row.unit_id].last
    ]


def refused_at_own_door(recipient_id: UUID) -> list[Attempt]:
    """Every time a phone refused at a door of theirs alone, while they had help there."""
    own = {span.unit.lock_id: span for span in _spans(recipient_id) if span.unit.home_id}
    return [
        row
        for row in Attempt.objects.filter(unit__in=own).order_by("tried_at", "id")
        if row.unit_id and own[row.unit_id].first <= row.tried_at <= own[row.unit_id].last
    ]


def _before(field: str, moment: datetime | None) -> Q:
    return Q(**{f"{field}__lt": moment}) if moment else Q()


def _opened_for_another(recipient_id: UUID, spans: Iterable[_Span], *, since: datetime) -> bool:
    """Whether the recipient's own door was opened for somebody else who lives there."""
    own = [span.unit for span in spans if span.unit.home_id]
    return (
        Receipt.objects.filter(
            _FOR_THIS_DOOR,
            unit__in=own,
            at__gte=since,
            outcome=Outcome.DONE,
            credential__assignment__recipient__isnull=False,
        )
        .exclude(credential__assignment__recipient=recipient_id)
        .exists()
    )


def _heard(spans: Collection[_Span]) -> tuple[Heard, ...]:
    heard = (_heard_of(span.unit) for span in spans)
    return tuple(sorted(heard, key=lambda one: one.lock.way is Way.HOME))


def _heard_of(unit: Unit) -> Heard:
    journal: Journal | None = getattr(unit, "journal", None)  # none before its first receipt
    return Heard(
        lock=lock(unit),
        last_contact_at=journal.last_contact_at if journal else None,
        complete=(
            journal is not None
            and journal.last_contact_at is not None
            and journal.complete_to >= journal.last_seq
        ),
    )


def _accesses(recipient_id: UUID, *, since: datetime) -> list[Access]:
    """Credentials of visits from `since` on, one for each visit, in order of their windows."""
    by_visit: dict[UUID, list[Credential]] = defaultdict(list)
    for row in (
        Credential.objects.filter(
            Q(revoked_at=None) | Q(revoked_at__gt=F("not_before")),
            assignment__recipient=recipient_id,
            expires_at__gt=since,
        )
        .select_related("assignment__employee", "unit")
        .order_by("not_before", "issued_at")
    ):
        by_visit[row.assignment_id].append(row)
    return [_access(rows) for rows in by_visit.values()]


def _access(rows: list[Credential]) -> Access:
    """One visit's credentials; those in force count before those taken back, which end there."""
    in_force = [row for row in rows if row.revoked_at is None]
    counted = in_force or rows
    ends = [min(row.expires_at, row.revoked_at or row.expires_at) for row in counted]
    return Access(
        employee=person(rows[0].assignment.employee),
        plan=plan(rows[0].assignment),
        window=rules.Period(min(row.not_before for row in counted), max(ends)),
        issued_at=min(row.issued_at for row in rows),
        revoked_at=None if in_force else max(row.revoked_at for row in rows if row.revoked_at),
        locks=_in_walking_order({row.unit_id: lock(row.unit) for row in rows}.values()),
    )


def _in_walking_order(locks: Iterable[Lock]) -> tuple[Lock, ...]:
    return tuple(sorted(locks, key=lambda one: one.way is Way.HOME))


def _unused(accesses: Iterable[Access], *, now: datetime) -> tuple[Access, ...]:
    """Accesses that are over and whose visit opened nothing, the latest first."""
    over = [one for one in accesses if one.revoked_at is not None or one.window.end <= now]
    used = set(
        Receipt.objects.filter(
            credential__assignment__in=[one.plan.assignment for one in over], outcome=Outcome.DONE
        ).values_list("credential__assignment", flat=True)
    )
    return tuple(one for one in reversed(over) if one.plan.assignment not in used)
