"""Signing: make the credentials that the rule grants."""

import math
from collections.abc import Callable, Iterator
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

    def credential(self, terms: Terms, unit: UnitFacts) -> Held:
        """A new credential on `terms` at `unit`."""
        granted, phone, writer, not_before, expires = terms
        assignment, window, scope = granted
        lock_id, epoch, cti = unit.lock_id, unit.epoch, next(self._ctis)
        claims = writer.claims(
            lock_id,
            not_before=not_before,
            expires=expires,
            issued_at=self._issued_at,
            cti=cti,
            epoch=epoch,
        )
        token = sign1(claims, self._authority)
        start, end = window.start, window.end
        return Held(cti, assignment, phone, lock_id, scope, epoch, self._now, start, end, token)

    def _writer(self, phone: EnrolledPhone, scope: rules.Scope) -> ClaimsWriter:
        key = (phone.id, scope)
        if key not in self._writers:
            self._writers[key] = ClaimsWriter(phone=phone.key, scope=scope)
        return self._writers[key]


def _ctis(random: Callable[[int], bytes]) -> Iterator[bytes]:
    while True:
        many = random(_CTIS_AT_ONCE * _CTI_BYTES)
        for at in range(0, len(many), _CTI_BYTES):
            yield many[at : at + _CTI_BYTES]
