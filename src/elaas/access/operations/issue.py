"""Issue: give phones the credentials their assignments call for, and say why where none is due."""

import math
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from elaas.access import rules
from elaas.access.models import Credential
from elaas.access.operations.refuse import DoorRefused, record_refusals
from elaas.access.operations.revoke import revoke
from elaas.access.queries import facts
from elaas.database.bulk import Column, copy_in
from elaas.doors.queries import UnitFacts, Units
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, Value, canonical, moment
from elaas.people import queries as people
from elaas.protocol.cose import Signer, sign1
from elaas.protocol.credential import ClaimsWriter


class Held(NamedTuple):
    """A credential as it is stored and handed out."""

    cti: UUID
    assignment: UUID
    phone: UUID
    lock_id: str
    scope: str
    epoch: int
    issued_at: datetime
    not_before: datetime
    expires_at: datetime
    token: bytes

    def answers(self, granted: rules.Granted, epoch: int) -> bool:
        """Whether this is still just what was granted."""
        window = granted.window
        return (
            self.scope == granted.scope
            and self.epoch == epoch
            and self.not_before == window.start
            and self.expires_at == window.end
        )


@dataclass(frozen=True, slots=True)
class DoorOnTheWay:
    """One door of a visit, and the credential that opens it or the reason why there is none."""

    door: rules.Door
    credential: Held | None
    refusal: rules.Refusal | None


@dataclass(frozen=True, slots=True)
class VisitBundle:
    """A visit and its doors in walking order."""

    visit: facts.Visit
    doors: tuple[DoorOnTheWay, ...]


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
    live = _live(gathered.phones.values(), now)
    desk = Desk(live=live, now=now, signing=Signing(authority, random))
    bundles = settle(gathered, desk)
    desk.record()
    return Issued(bundles, gathered.units.by_lock_id)


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


def settle(gathered: Gathered, desk: "Desk") -> dict[UUID, list[VisitBundle]]:
    """Every door of every visit, granted or refused, by phone."""
    bundles: dict[UUID, list[VisitBundle]] = {one.id: [] for one in gathered.phones.values()}
    for visit in gathered.visits:
        phone = gathered.phones[visit.assignment.employee]
        answers = answers_for(
            visit,
            facts.doors_of(visit, gathered.units),
            gathered.employees[phone.employee],
            gathered.slack,
        )
        doors = desk.settle(visit, answers, phone, gathered.units.by_lock_id)
        bundles[phone.id].append(VisitBundle(visit, tuple(doors)))
    return bundles


def answers_for(
    visit: facts.Visit, doors: Iterable[rules.Door], employee: rules.Employee, slack: rules.Slack
) -> list[tuple[rules.Door, rules.Answer]]:
    """The rule's answer for each door of a visit."""
    return [
        (
            door,
            rules.what_opens(
                employee=employee, door=door, assignment=visit.assignment, slack=slack
            ),
        )
        for door in doors
    ]


class Signing:
    """Makes credentials: claims are prepared once for a phone and scope, then signed one by one."""

    def __init__(self, authority: Signer, random: Callable[[int], bytes]) -> None:
        self._authority = authority
        self._random = random
        self._writers: dict[tuple[UUID, str], ClaimsWriter] = {}

    def credential(
        self,
        *,
        phone: people.EnrolledPhone,
        unit: UnitFacts,
        granted: rules.Granted,
        now: datetime,
    ) -> Held:
        """A new credential for `phone` at `unit` for what is granted."""
        cti = self._random(16)
        window = granted.window
        claims = self._writer(phone, granted.scope).claims(
            unit.lock_id,
            # Rounded inwards: the credential never opens longer than the rule.
            not_before=math.ceil(window.start.timestamp()),
            expires=int(window.end.timestamp()),
            issued_at=int(now.timestamp()),
            cti=cti,
            epoch=unit.epoch,
        )
        return Held(
            cti=UUID(bytes=cti),
            assignment=granted.assignment,
            phone=phone.id,
            lock_id=unit.lock_id,
            scope=granted.scope,
            epoch=unit.epoch,
            issued_at=now,
            not_before=window.start,
            expires_at=window.end,
            token=sign1(claims, self._authority),
        )

    def _writer(self, phone: people.EnrolledPhone, scope: rules.Scope) -> ClaimsWriter:
        key = (phone.id, scope)
        if key not in self._writers:
            self._writers[key] = ClaimsWriter(phone=phone.key, scope=scope)
        return self._writers[key]


class Desk:
    """Settles door after door, and records all of it at the end."""

    def __init__(
        self,
        *,
        live: dict[tuple[UUID, UUID, str], Held],
        now: datetime,
        signing: Signing,
    ) -> None:
        self._live = live
        self._now = now
        self._signing = signing
        self._new: list[tuple[facts.Visit, Held]] = []
        self._replaced: list[UUID] = []
        self._refused: list[DoorRefused] = []

    def settle(
        self,
        visit: facts.Visit,
        answers: Iterable[tuple[rules.Door, rules.Answer]],
        phone: people.EnrolledPhone,
        units: Mapping[str, UnitFacts],
    ) -> Iterator[DoorOnTheWay]:
        for door, answer in answers:
            if isinstance(answer, rules.Refused):
                self._refused.append(DoorRefused(visit, door, answer.reason))
                yield DoorOnTheWay(door, None, answer.reason)
            elif door.lock_id is not None and answer.window.end > self._now:
                held = self._hold(visit, answer, phone, units[door.lock_id])
                yield DoorOnTheWay(door, held, None)

    def _hold(
        self,
        visit: facts.Visit,
        granted: rules.Granted,
        phone: people.EnrolledPhone,
        unit: UnitFacts,
    ) -> Held:
        held = self._live.get((granted.assignment, phone.id, unit.lock_id))
        if held is not None and held.answers(granted, unit.epoch):
            return held
        if held is not None:
            self._replaced.append(held.cti)
        new = self._signing.credential(phone=phone, unit=unit, granted=granted, now=self._now)
        self._new.append((visit, new))
        return new

    def record(self) -> None:
        revoke(credentials=self._replaced, because="replaced", now=self._now)
        _store([held for _, held in self._new])
        ledger.append_all(credential_entries(self._new))
        record_refusals(self._refused, now=self._now)


def credential_entries(issued: Iterable[tuple[facts.Visit, Held]]) -> Iterator[NewEntry]:
    """The ledger's entry for each credential, with the assignment it rests on."""
    rests_on: dict[UUID, dict[str, str | None]] = {}
    for visit, held in issued:
        if held.assignment not in rests_on:
            rests_on[held.assignment] = _what_it_rests_on(visit)
        body: dict[str, Value] = {
            "kind": "credential_issued",
            "at": moment(held.issued_at),
            "cti": held.cti.hex,
            "lock": held.lock_id,
            "phone": held.phone.hex,
            "scope": str(held.scope),
            "epoch": held.epoch,
            "not_before": moment(held.not_before),
            "expires_at": moment(held.expires_at),
            "assignment": rests_on[held.assignment],
        }
        yield NewEntry("credential_issued", held.issued_at, canonical(body))


def _what_it_rests_on(visit: facts.Visit) -> dict[str, str | None]:
    assignment = visit.assignment
    return {
        "id": assignment.id.hex,
        "source": visit.source_id,
        "source_version": moment(visit.source_version),
        "employee": assignment.employee.hex,
        "home": visit.home.hex if visit.home else None,
        "starts_at": moment(assignment.period.start),
        "ends_at": moment(assignment.period.end),
    }


def _live(
    phones: Iterable[people.EnrolledPhone], now: datetime
) -> dict[tuple[UUID, UUID, str], Held]:
    ids = [phone.id for phone in phones]
    rows = Credential.objects.filter(phone__in=ids, revoked_at=None, expires_at__gt=now)
    live: dict[tuple[UUID, UUID, str], Held] = {}
    for row in rows.values_list(
        "cti",
        "assignment_id",
        "phone_id",
        "unit_id",
        "scope",
        "epoch",
        "issued_at",
        "not_before",
        "expires_at",
        "token",
    ):
        held = Held(*row[:9], bytes(row[9]))
        live[held.assignment, held.phone, held.lock_id] = held
    return live


_COLUMNS = (
    Column("cti", "uuid"),
    Column("assignment_id", "uuid"),
    Column("phone_id", "uuid"),
    Column("unit_id", "varchar"),
    Column("scope", "varchar"),
    Column("epoch", "int4"),
    Column("issued_at", "timestamptz"),
    Column("not_before", "timestamptz"),
    Column("expires_at", "timestamptz"),
    Column("token", "bytea"),
    Column("revoked_because", "varchar"),
)


def _store(credentials: Iterable[Held]) -> None:
    rows = ((*held, "") for held in credentials)
    copy_in(connection.connection, "access_credential", _COLUMNS, rows)
