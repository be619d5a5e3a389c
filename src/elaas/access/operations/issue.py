"""Issue: give phones the credentials their assignments call for, and say why where none is due."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
from elaas.access.operations.signing import Held, Signing
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
    gathered = gather(phones=phones, now=now)
    live = live_credentials(phones=gathered.phones.values(), now=now)
    desk = Desk(gathered, live=live, signing=Signing(authority, random, now=now), now=now)
    visits = gathered.visits
    with Stream(connection) as stream:
        for first in range(0, len(visits), VISITS_AT_ONCE):
            settled = desk.settle(visits[first : first + VISITS_AT_ONCE])
            if settled.replaced:  # before their successors come: a door has one live credential
                stream.wait()
                revoke(credentials=settled.replaced, because="replaced", now=now)
            file(settled.new, stream)
    record_refusals(desk.refused, now=now)
    return Issued(desk.bundles, gathered.units.by_lock_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that issuing rests on, read and locked; `phones` by employee."""

    phones: Mapping[UUID, people.EnrolledPhone]
    employees: Mapping[UUID, rules.Employee]
    visits: Sequence[facts.Visit]
    units: Units
    slack: rules.Slack


def gather(*, phones: Collection[UUID], now: datetime) -> Gathered:
    """The facts for these phones' days, locked until the transaction ends."""
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


class Settled(NamedTuple):
    """The credentials that some visits brought about, and the ids of those they replace."""

    new: list[New]
    replaced: list[UUID]


class Desk:
    """Settles visit after visit. `bundles`: the visits by phone; `refused`: the doors that were."""

    def __init__(self, gathered: Gathered, *, live: Live, signing: Signing, now: datetime) -> None:
        """`live`: the phones' credentials that are good still, by assignment and lock id."""
        self.bundles: dict[UUID, list[VisitBundle]] = {
            phone.id: [] for phone in gathered.phones.values()
        }
        self.refused: list[DoorRefused] = []
        self._gathered = gathered
        self._live = live
        self._signing = signing
        self._now = now

    def settle(self, visits: Iterable[facts.Visit]) -> Settled:
        """Grant or refuse every door of these visits."""
        known, settled = self._gathered, Settled([], [])
        for visit in visits:
            assignment = visit.assignment
            doors = facts.doors_of(visit, known.units)
            answers = rules.what_opens_each(
                employee=known.employees[assignment.employee],
                doors=doors,
                assignment=assignment,
                slack=known.slack,
            )
            phone = known.phones[assignment.employee]
            on_the_way = self._on_the_way(visit, phone, zip(doors, answers, strict=True), settled)
            self.bundles[phone.id].append(VisitBundle(visit, on_the_way))
        return settled

    def _on_the_way(
        self,
        visit: facts.Visit,
        phone: people.EnrolledPhone,
        answers: Iterable[tuple[rules.Door, rules.Answer]],
        settled: Settled,
    ) -> list[DoorOnTheWay]:
        doors, terms, live = [], None, self._live.get(visit.assignment.id, _NOTHING)
        for door, answer in answers:
            if isinstance(answer, rules.Refused):
                self.refused.append(DoorRefused(visit, door, answer.reason))
                doors.append(DoorOnTheWay(door, None, answer.reason))
            elif door.lock_id is not None and answer.window.end > self._now:
                unit = self._gathered.units.by_lock_id[door.lock_id]
                held = live.get(door.lock_id)
                if held is None or not held.answers(answer, unit.epoch):
                    if held is not None:
                        settled.replaced.append(held.cti)
                    if terms is None or terms.granted is not answer:
                        terms = self._signing.terms(phone, answer)
                    held = self._signing.credential(terms, unit)
                    settled.new.append((visit, terms, held))
                doors.append(DoorOnTheWay(door, held, None))
        return doors


_LIVE = """
    SELECT uuid_send(cti), assignment_id, phone_id, unit_id, scope, epoch,
           issued_at, not_before, expires_at, token
    FROM access_credential
    WHERE phone_id = ANY(%s::uuid[]) AND revoked_at IS NULL AND expires_at > %s
"""


def live_credentials(*, phones: Iterable[people.EnrolledPhone], now: datetime) -> Live:
    """What these phones hold that is neither revoked nor over, by assignment and lock id."""
    live: dict[UUID, dict[str, Held]] = defaultdict(dict)
    ids = uuids(phone.id for phone in phones)
    for held in map(Held._make, fetch(connection, _LIVE, [ids, now])):
        live[held.assignment][held.lock_id] = held
    return live
