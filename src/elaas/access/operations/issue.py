"""Issue: give phones the credentials their assignments call for, and say why where none is due."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from elaas.access import rules
from elaas.access.operations.filing import New, file
from elaas.access.operations.refuse import DoorRefused, record_refusals
from elaas.access.operations.revoke import revoke
from elaas.access.operations.signing import Draft, Held, Signing
from elaas.access.operations.slack import use_the_rule
from elaas.access.queries import facts
from elaas.database.bulk import Stream, fetch, uuids
from elaas.doors.queries import UnitFacts, Units
from elaas.people import queries as people
from elaas.protocol.cose import Signer

# So many visits are settled, then their credentials are on their way while the next are signed.
VISITS_AT_ONCE = 128


class DoorOnTheWay(NamedTuple):
    """One door of a visit, and the credential that opens it or the reason why there is none."""

    door: rules.Door
    credential: Held | None
    refusal: rules.Refusal | None


class VisitBundle(NamedTuple):
    """A visit and its doors in walking order."""

    visit: facts.Visit
    doors: Sequence[DoorOnTheWay]


@dataclass(frozen=True, slots=True)
class Issued:
    """For each phone its visits; and the units they lead to, by lock id."""

    bundles: Mapping[UUID, list[VisitBundle]]
    units: Mapping[str, UnitFacts]


@transaction.atomic
def issue(
    *,
    phones: Collection[UUID],
    authority: Signer,
    now: datetime,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> Issued:
    """Give each of `phones` a credential for every door its employee's assignments open.

    Covers the assignments that start within BUNDLE_HORIZON and whose window is not over. A
    credential that still says what the rule says is handed out again; one that no longer does is
    revoked. A blocked or unknown phone gets nothing. Every credential issued, revoked or refused
    is in the ledger, in this transaction.
    """
    use_the_rule(now=now)
    gathered = gather(phones=phones, now=now)
    live = live_credentials(gathered)
    stale = [held.cti for held in outdated(gathered, live)]
    if stale:  # before their successors are signed: this may raise an epoch
        revoke(credentials=stale, because="replaced", now=now)
        gathered = gather(phones=phones, now=now)
        live = live_credentials(gathered)
    desk = Desk(gathered, live=live, signing=Signing(authority, random, now=now), now=now)
    visits = gathered.visits
    with Stream(connection) as stream:
        for first in range(0, len(visits), VISITS_AT_ONCE):
            file(desk.settle(visits[first : first + VISITS_AT_ONCE]), stream)
    record_refusals(desk.refused, now=now)
    return Issued(desk.bundles, gathered.units.by_lock_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that issuing rests on; `phones` by employee."""

    phones: Mapping[UUID, people.EnrolledPhone]
    employees: Mapping[UUID, rules.Employee]
    visits: Sequence[facts.Visit]
    units: Units
    slack: rules.Slack


def gather(*, phones: Collection[UUID], now: datetime) -> Gathered:
    """The facts for these phones' days; the phones are locked until the transaction ends."""
    enrolled = {phone.employee: phone for phone in people.phones(phones) if not phone.blocked}
    slack = facts.slack()
    visits = facts.visits_to_issue(
        employees=enrolled.keys(),
        starts_before=now + settings.BUNDLE_HORIZON,
        ends_after=now - slack.after,
    )
    return Gathered(
        phones=enrolled,
        employees=facts.employees(enrolled.keys()),
        visits=visits,
        units=facts.units_for(visits),
        slack=slack,
    )


Live: TypeAlias = Mapping[UUID, Mapping[str, Held]]
_NOTHING: Mapping[str, Held] = {}


# Why a visit is none of this employee's business: its phone is not told whose it is, or where.
_NOT_THEIRS = {
    rules.Refusal.EMPLOYEE_INACTIVE,
    rules.Refusal.NO_ROLE,
    rules.Refusal.SERVICE_STOPPED,
}


class _Drafted(NamedTuple):
    """What is to be signed for one door of a visit, and its place among `doors`."""

    visit: facts.Visit
    doors: list[DoorOnTheWay]
    at: int
    draft: Draft


class Desk:
    """Settles visit after visit. `bundles`: the visits by phone; `refused`: the doors that were."""

    def __init__(self, gathered: Gathered, *, live: Live, signing: Signing, now: datetime) -> None:
        """`live`: the phones' credentials for these visits, by assignment and lock id."""
        self.bundles: dict[UUID, list[VisitBundle]] = {
            phone.id: [] for phone in gathered.phones.values()
        }
        self.refused: list[DoorRefused] = []
        self._gathered = gathered
        self._live = live
        self._signing = signing
        self._now = now

    def settle(self, visits: Iterable[facts.Visit]) -> list[New]:
        """Grant or refuse every door of these visits; answers the credentials that are new."""
        drafted: list[_Drafted] = []
        for visit in visits:
            phone = self._gathered.phones[visit.assignment.employee]
            doors = self._on_the_way(visit, phone, answers_for(visit, self._gathered), drafted)
            if not doors or doors[0].refusal not in _NOT_THEIRS:  # which all doors share
                self.bundles[phone.id].append(VisitBundle(visit, doors))
        new: list[New] = []
        signed = self._signing.signed([one.draft for one in drafted])
        for (visit, doors, at, draft), held in zip(drafted, signed, strict=True):
            doors[at] = DoorOnTheWay(doors[at].door, held, None)
            new.append((visit, draft.terms, held))
        return new

    def _on_the_way(
        self,
        visit: facts.Visit,
        phone: people.EnrolledPhone,
        answers: Iterable[tuple[rules.Door, rules.Answer]],
        drafted: list[_Drafted],
    ) -> list[DoorOnTheWay]:
        doors: list[DoorOnTheWay] = []
        terms, live = None, _NOTHING
        if self._live:  # a large day begins with none, and an id is slow to hash
            live = self._live.get(visit.assignment.id, _NOTHING)
        for door, answer in answers:
            if isinstance(answer, rules.Refused):
                self.refused.append(DoorRefused(visit, door, answer.reason))
                doors.append(DoorOnTheWay(door, None, answer.reason))
            elif door.lock_id is not None and answer.window.end > self._now:
                held = live.get(door.lock_id)
                if held is None:
                    if terms is None or terms.granted is not answer:
                        terms = self._signing.terms(phone, answer)
                    unit = self._gathered.units.by_lock_id[door.lock_id]
                    draft = self._signing.draft(terms, unit)
                    drafted.append(_Drafted(visit, doors, len(doors), draft))
                doors.append(DoorOnTheWay(door, held, None))
        return doors


def answers_for(
    visit: facts.Visit, gathered: Gathered
) -> Iterable[tuple[rules.Door, rules.Answer]]:
    """The rule's answer for each door of a visit, in walking order."""
    doors = facts.doors_of(visit, gathered.units)
    answers = rules.what_opens_each(
        employee=gathered.employees[visit.assignment.employee],
        doors=doors,
        assignment=visit.assignment,
        slack=gathered.slack,
    )
    return zip(doors, answers, strict=True)


_LIVE = """
    SELECT uuid_send(cti), assignment_id, phone_id, unit_id, scope, epoch,
           issued_at, not_before, expires_at, token
    FROM access_credential
    WHERE phone_id = ANY(%s::uuid[]) AND assignment_id = ANY(%s::uuid[]) AND revoked_at IS NULL
"""


def live_credentials(gathered: Gathered) -> Live:
    """What the phones hold for these visits, not revoked, by assignment and lock id."""
    live: dict[UUID, dict[str, Held]] = defaultdict(dict)
    phones = uuids(phone.id for phone in gathered.phones.values())
    visits = uuids(visit.assignment.id for visit in gathered.visits)
    for held in map(Held._make, fetch(connection, _LIVE, [phones, visits])):
        live[held.assignment][held.lock_id] = held
    return live


def outdated(gathered: Gathered, live: Live) -> Iterator[Held]:
    """Those of `live` that no longer say just what the rule says, over or not."""
    if not live:
        return
    for visit in gathered.visits:
        if visit.assignment.id not in live:
            continue
        held = dict(live[visit.assignment.id])
        for door, answer in answers_for(visit, gathered):
            if door.lock_id in held and isinstance(answer, rules.Granted):
                unit = gathered.units.by_lock_id[door.lock_id]
                if held[door.lock_id].answers(answer, unit.epoch):
                    del held[door.lock_id]
        yield from held.values()
