"""What the last sync brought: today's visits, their credentials, and the locks on the way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PublicKey, payload_of
from elaas.protocol.credential import OPEN, SERVICE, Credential


class BadBundle(Exception):
    """The server's answer is not what a phone can use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A lock on the way to a visit, and the news for it."""

    lock_id: str
    label: str
    dh: PublicKey
    receipt: PublicKey
    update: bytes
    acknowledged: int  # the server holds its receipts up to this seq
    release: bytes | None = None  # the claim secret it is told when it is taken down


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A door on the way: a credential for its lock, or the reason why there is none."""

    place: str
    lock_id: str | None
    credential: bytes | None
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One assignment of today's."""

    starts_at: datetime
    ends_at: datetime
    service: str
    recipient: str
    address: str
    dwelling: str
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A credential that holds now, and the lock it is for."""

    lock: Lock
    token: bytes
    claims: Credential


@dataclass(frozen=True, slots=True, kw_only=True)
class NoKey:
    """The phone has nothing that opens this lock now."""

    label: str
    reason: str  # "no_assignment", or "not_now": there is a credential for another time
    opens_at: datetime | None = None
    ended_at: datetime | None = None
    why: str | None = None  # what the server says about the door


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The server's answer, checked."""

    now: datetime
    employee: str
    visits: tuple[Visit, ...]
    locks: tuple[Lock, ...]

    @classmethod
    def parse(cls, answer: dict[str, Any] | None) -> Self:
        """The bundle in the answer to a sync; None: a phone that has never synced. BadBundle."""
        if answer is None:
            return cls(now=datetime.min.replace(tzinfo=UTC), employee="", visits=(), locks=())
        try:
            return cls(
                now=datetime.fromisoformat(answer["now"]),
                employee=str(answer["employee"]["name"]),
                visits=tuple(_visit(one) for one in answer["visits"]),
                locks=tuple(_lock(*item) for item in answer["locks"].items()),
            )
        except (KeyError, TypeError, ValueError, AttributeError, Malformed) as error:
            raise BadBundle(f"The server's answer cannot be used: {error!r}.") from error

    def key(self, name: str, *, now: datetime, service: bool = False) -> Key | NoKey:
        """A credential for the lock with this id or printed label that holds at `now`.

        Of several the one that lasts longest. With `service` one whose scope includes service.
        """
        scope = SERVICE if service else OPEN
        locks = {lock.lock_id: lock for lock in self.locks if name in {lock.lock_id, lock.label}}
        keys = [
            key for key in self.keys() if key.lock.lock_id in locks and key.claims.allows(scope)
        ]
        moment = now.timestamp()
        valid = [key for key in keys if key.claims.not_before <= moment < key.claims.expires]
        if valid:
            return max(valid, key=lambda key: key.claims.expires)
        label = next((lock.label for lock in locks.values()), name)
        return _no_key(label, keys, moment=moment, why=self._refusal(locks))

    def keys(self) -> list[Key]:
        """Every credential with its lock, for now or later."""
        locks = {lock.lock_id: lock for lock in self.locks}
        found = []
        for door in self._doors():
            if door.credential is not None and door.lock_id in locks:
                claims = claims_of(door.credential)
                if claims.lock_id == door.lock_id:
                    found.append(
                        Key(lock=locks[door.lock_id], token=door.credential, claims=claims)
                    )
        return found

    def _refusal(self, lock_ids: Iterable[str]) -> str | None:
        wanted = set(lock_ids)
        said = (door.refusal for door in self._doors() if door.lock_id in wanted)
        return next(filter(None, said), None)

    def _doors(self) -> Iterator[Door]:
        for visit in self.visits:
            yield from visit.doors


def claims_of(token: bytes) -> Credential:
    """The claims of a credential, whoever signed it: the lock checks that, not the phone."""
    return Credential.parse(payload_of(token))


def _no_key(label: str, keys: list[Key], *, moment: float, why: str | None) -> NoKey:
    if not keys:
        return NoKey(label=label, reason="no_assignment", why=why)
    later = [key.claims.not_before for key in keys if key.claims.not_before > moment]
    over = [key.claims.expires for key in keys if key.claims.expires <= moment]
    return NoKey(
        label=label,
        reason="not_now",
        opens_at=datetime.fromtimestamp(min(later), UTC) if later else None,
        ended_at=datetime.fromtimestamp(max(over), UTC) if over else None,
        why=why,
    )


def _visit(found: dict[str, Any]) -> Visit:
    return Visit(
        starts_at=datetime.fromisoformat(found["starts_at"]),
        ends_at=datetime.fromisoformat(found["ends_at"]),
        service=str(found["service"]),
        recipient=str(found["recipient"]),
        address=str(found["address"] or ""),  # protected: only around the visit
        dwelling=str(found["dwelling"] or ""),
        doors=tuple(_door(one) for one in found["doors"]),
    )


def _door(found: dict[str, Any]) -> Door:
    token = None if found["credential"] is None else bytes.fromhex(found["credential"])
    if token is not None:
        claims_of(token)
    return Door(
        place=str(found["place"]),
        lock_id=found["lock_id"],
        credential=token,
        refusal=found["refusal"],
    )


def _lock(lock_id: str, found: dict[str, Any]) -> Lock:
    return Lock(
        lock_id=lock_id,
        label=str(found["label"]),
        dh=PublicKey.from_hex(found["dh"]),
        receipt=PublicKey.from_hex(found["receipt"]),
        update=bytes.fromhex(found["update"]),
        acknowledged=int(found["acknowledged"]),
        release=bytes.fromhex(found["release"]) if found.get("release") else None,
    )
