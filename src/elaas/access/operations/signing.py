"""Signing: make the credentials that the rule grants."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from elaas.access import rules
from elaas.doors.queries import UnitFacts
from elaas.people.queries import EnrolledPhone
from elaas.protocol.cose import Signer, sign1
from elaas.protocol.credential import ClaimsWriter

_CTI_BYTES = 16
_CTIS_AT_ONCE = 64  # the operating system is asked for randomness this many times less


class Held(NamedTuple):
    """A credential as it is stored and handed out. `id`: its cti as bytes."""

    id: bytes
    assignment: UUID
    phone: UUID
    lock_id: str
    scope: str
    epoch: int
    issued_at: datetime
    not_before: datetime
    expires_at: datetime
    token: bytes

    @property
    def cti(self) -> UUID:
        """Its id as the records know it."""
        return UUID(bytes=self.id)

    def answers(self, granted: rules.Granted, epoch: int) -> bool:
        """Whether this is still just what was granted."""
        window = granted.window
        return (
            self.scope == granted.scope
            and self.epoch == epoch
            and self.not_before == window.start
            and self.expires_at == window.end
        )


class Terms(NamedTuple):
    """What the credentials of a visit have in common: whose, because of what, from when to when."""

    granted: rules.Granted
    phone: UUID
    writer: ClaimsWriter
    not_before: int
    expires: int


class Draft(NamedTuple):
    """A credential that is not signed yet."""

    terms: Terms
    lock_id: str
    epoch: int
    cti: bytes
    claims: bytes


class Signing:
    """Makes credentials; what a phone's or a visit's have in common is prepared once."""

    def __init__(self, authority: Signer, random: Callable[[int], bytes], *, now: datetime) -> None:
        self._authority = authority
        self._ctis = _ctis(random)
        self._now = now
        self._issued_at = int(now.timestamp())
        self._writers: dict[tuple[UUID, str], ClaimsWriter] = {}

    def terms(self, phone: EnrolledPhone, granted: rules.Granted) -> Terms:
        """The terms of what is granted to `phone`."""
        return Terms(
            granted,
            phone.id,
            self._writer(phone, granted.scope),
            # Rounded inwards: the credential never opens longer than the rule.
            math.ceil(granted.window.start.timestamp()),
            int(granted.window.end.timestamp()),
        )

    def draft(self, terms: Terms, unit: UnitFacts) -> Draft:
        """A new credential on `terms` at `unit`, but for its signature."""
        cti = next(self._ctis)
        claims = terms.writer.claims(
            unit.lock_id,
            not_before=terms.not_before,
            expires=terms.expires,
            issued_at=self._issued_at,
            cti=cti,
            epoch=unit.epoch,
        )
        return Draft(terms, unit.lock_id, unit.epoch, cti, claims)

    def signed(self, drafts: Sequence[Draft]) -> list[Held]:
        """The credentials of `drafts`, signed in a row.

        Signing by turns with other work takes a sixth longer: each empties the other's caches.
        """
        authority = self._authority
        tokens = [sign1(claims, authority) for _, _, _, _, claims in drafts]
        return [_held(draft, token, self._now) for draft, token in zip(drafts, tokens, strict=True)]

    def _writer(self, phone: EnrolledPhone, scope: rules.Scope) -> ClaimsWriter:
        key = (phone.id, scope)
        writer = self._writers.get(key)
        if writer is None:
            writer = self._writers[key] = ClaimsWriter(phone=phone.key, scope=scope)
        return writer


def _held(draft: Draft, token: bytes, now: datetime) -> Held:
    (granted, phone, _, _, _), lock_id, epoch, cti, _ = draft
    assignment, window, scope = granted
    return Held(cti, assignment, phone, lock_id, scope, epoch, now, window.start, window.end, token)


def _ctis(random: Callable[[int], bytes]) -> Iterator[bytes]:
    while True:
        many = random(_CTIS_AT_ONCE * _CTI_BYTES)
        for at in range(0, len(many), _CTI_BYTES):
            yield many[at : at + _CTI_BYTES]
