"""Sync: a phone brings what it has heard, and gets its day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from elaas.access.operations.attempts import Tried, note_attempts
from elaas.access.operations.deliveries import note_deliveries
from elaas.access.operations.issue import VisitBundle, issue
from elaas.access.operations.mounting import take_down, take_over
from elaas.access.operations.receipts import Upload, store_receipts
from elaas.access.operations.steps import Taken, note_steps
from elaas.access.operations.update import updates
from elaas.access.queries import bundle
from elaas.access.queries.bundle import Condition, Shown
from elaas.access.rules import Scope
from elaas.doors import queries as doors
from elaas.doors.queries import Claim, UnitFacts
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.operations.looks import look
from elaas.people.operations.phones import note_sync
from elaas.people.queries import EnrolledPhone
from elaas.protocol.cose import PublicKey, Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a phone brings.

    Receipts, doors that it refused itself, what was done by who could not get in, and updates that
    locks took.
    """

    receipts: Sequence[bytes] = ()
    attempts: Sequence[Tried] = ()
    steps: Sequence[Taken] = ()
    delivered: Sequence[bytes] = ()


class AuthorityKey(NamedTuple):
    """What a lock is told in its claim: the authority's public key, and its kid."""

    kid: bytes
    key: PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What the phone gets."""

    upload: Upload
    visits: Sequence[VisitBundle]
    shown: Mapping[UUID, Shown]
    units: Mapping[str, UnitFacts]
    updates: Mapping[str, bytes]
    conditions: Mapping[str, Condition]
    releases: Mapping[str, bytes]  # what locks that are taken down must be told
    claims: Mapping[str, Claim]  # for each lock that the phone may do service at
    authority: AuthorityKey  # whose the lock becomes


def take_in(*, phone: EnrolledPhone, brought: Brought, authority: Signer, now: datetime) -> Upload:
    """Store what `phone` brings; a blocked phone may bring things too, but no word of a lock's."""
    upload = store_receipts(receipts=brought.receipts, phone=phone.id, now=now)
    for lock_id in upload.released:
        take_down(lock_id=lock_id, now=now)
    for lock_id in upload.claimed:
        take_over(lock_id=lock_id, now=now)
    note_attempts(attempts=brought.attempts, phone=phone.id, employee=phone.employee, now=now)
    note_steps(steps=brought.steps, phone=phone.id, employee=phone.employee, now=now)
    if not phone.blocked:
        note_deliveries(updates=brought.delivered, phone=phone.id, authority=authority, now=now)
    return upload


def sync(*, phone: EnrolledPhone, brought: Brought, authority: Signer, now: datetime) -> Synced:
    """Take in what `phone` brings, then issue what it may have.

    Two transactions on purpose: what has been brought stays, even if issuing fails.
    """
    upload = take_in(phone=phone, brought=brought, authority=authority, now=now)
    issued = issue(phones=[phone.id], authority=authority, now=now)
    note_sync(phone=phone.id, now=now)
    visits = issued.bundles.get(phone.id, [])
    look(employee=phone.employee, seen=_whom(visits), what=What.PHONE, now=now)
    return Synced(
        upload=upload,
        visits=visits,
        shown=bundle.shown([one.visit for one in visits], now=now),
        units=issued.units,
        updates=updates(lock_ids=issued.units.keys(), authority=authority, now=now),
        releases=doors.release_secrets(_served(visits)),
        claims=doors.claims(_served(visits)),
        authority=AuthorityKey(authority.kid, authority.public_key),
        conditions=bundle.conditions(issued.units.keys(), now=now),
    )


def _whom(visits: Iterable[VisitBundle]) -> list[Seen]:
    """Whose data the phone gets with these visits: each for the visit, noted once an hour."""
    shown = [(one.visit.recipient, one.visit.assignment.id) for one in visits]
    return [Seen(who, Reason(Because.ASSIGNMENT, visit)) for who, visit in shown if who]


def _served(visits: Iterable[VisitBundle]) -> set[str]:
    """The locks for which the phone holds a credential of service."""
    held = [door.credential for one in visits for door in one.doors if door.credential]
    return {one.lock_id for one in held if one.scope == Scope.OPEN_SERVICE}
