"""Receipts: take in what the doors say happened, whoever brings it, however late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from elaas.access.explain import Explanation, Kind, fits, judge
from elaas.access.models import Incident, Journal, Receipt
from elaas.access.queries import journals
from elaas.access.queries.journals import Stored
from elaas.doors import queries as doors
from elaas.doors.queries import UnitFacts
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import NotSigned, payload_of, verify1
from elaas.protocol.receipt import FIRST, digest
from elaas.protocol.receipt import Receipt as Claim


class Brought(NamedTuple):
    """A receipt as it was brought: its bytes, their SHA-256, and what it claims to be."""

    body: bytes
    digest: bytes
    claim: Claim


@dataclass(slots=True)
class Upload:
    """What became of an upload. Every receipt in it is final: the phone may forget it."""

    stored: int = 0
    known: int = 0
    refused: list[tuple[bytes, Kind]] = field(default_factory=list)  # digest and why


class Noted(NamedTuple):
    """An incident to note: about which unit, and the bytes that show it."""

    kind: Kind
    unit: str | None
    digest: bytes
    body: bytes


@transaction.atomic
def store_receipts(*, receipts: Sequence[bytes], phone: UUID, now: datetime) -> Upload:
    """Check and store the receipts that `phone` brings; each is stored once.

    Signature, lock, number and chain are checked. A forged, altered or foreign one is refused and
    noted as an incident, and so is an opening that no assignment explains, which is stored all the
    same. A gap is no fault: it stays open until another phone fills it (queries.journals.gaps).
    """
    upload = Upload()
    noted: list[Noted] = []
    brought = list(_readable(receipts, upload, noted))
    units = doors.units(lock_ids={one.claim.lock_id for one in brought}).by_lock_id
    shelf = _Shelf(brought, units, begins_after=_lock_journals(units))
    fresh = [one for one in brought if shelf.place(one, upload, noted)]
    explanations = journals.explanations({one.claim.cti for one in fresh if one.claim.cti})
    noted += _unexplained(fresh, explanations)
    _copy(fresh, explanations, phone=phone, now=now)
    upload.stored = len(fresh)
    ledger.append_all(receipt_entries(fresh, explanations))
    _note(noted, phone=phone, now=now)
    _advance(fresh, now)
    return upload


def _readable(receipts: Iterable[bytes], upload: Upload, noted: list[Noted]) -> Iterable[Brought]:
    for body in dict.fromkeys(receipts):
        claim = _claim(body)
        if claim is None:
            _refuse(Noted(Kind.MALFORMED, None, digest(body), body), upload, noted)
        else:
            yield Brought(body, digest(body), claim)


def _claim(body: bytes) -> Claim | None:
    try:
        claim = Claim.parse(payload_of(body))
    except Malformed:
        return None
    return claim if fits(claim) else None


class _Shelf:
    """The places of the receipts brought and of their neighbours, as far as they are taken."""

    def __init__(
        self,
        brought: Iterable[Brought],
        units: dict[str, UnitFacts],
        *,
        begins_after: dict[str, int],
    ) -> None:
        self._units = units
        self._begins_after = begins_after
        self._taken = journals.around({(one.claim.lock_id, one.claim.seq) for one in brought})

    def place(self, one: Brought, upload: Upload, noted: list[Noted]) -> bool:
        """Put `one` in its place, or refuse it, or count it as known."""
        key = (one.claim.lock_id, one.claim.seq)
        there = self._taken.get(key)
        before_our_time = one.claim.seq <= self._begins_after.get(one.claim.lock_id, 0)
        if before_our_time or (there is not None and there.digest == one.digest):
            upload.known += 1
            return False
        fault = self._fault(one, there)
        if fault is not None:
            unit = one.claim.lock_id if one.claim.lock_id in self._units else None
            _refuse(Noted(fault, unit, one.digest, one.body), upload, noted)
            return False
        self._taken[key] = Stored(one.digest, one.claim.previous)
        return True

    def _fault(self, one: Brought, there: Stored | None) -> Kind | None:
        unit = self._units.get(one.claim.lock_id)
        if unit is None:
            return Kind.FOREIGN
        try:
            verify1(one.body, {b"": unit.receipt})
        except NotSigned:
            return Kind.FORGED
        if there is not None:
            return Kind.NUMBER_TWICE
        return None if self._chained(one.claim, one.digest) else Kind.CHAIN_BROKEN

    def _chained(self, claim: Claim, own_digest: bytes) -> bool:
        """Whether it points at its neighbour before, and the one after at it, as far as known."""
        before = self._taken.get((claim.lock_id, claim.seq - 1))
        after = self._taken.get((claim.lock_id, claim.seq + 1))
        first_points_nowhere = claim.seq > 1 or claim.previous == FIRST
        return (
            first_points_nowhere
            and (before is None or before.digest == claim.previous)
            and (after is None or after.previous == own_digest)
        )


def _refuse(one: Noted, upload: Upload, noted: list[Noted]) -> None:
    upload.refused.append((one.digest, one.kind))
    noted.append(one)


def _unexplained(
    fresh: Iterable[Brought], explanations: dict[bytes, Explanation]
) -> Iterable[Noted]:
    for one in fresh:
        kind = judge(one.claim, explanations.get(one.claim.cti or b""))
        if kind is not None:
            yield Noted(kind, one.claim.lock_id, one.digest, one.body)


def receipt_entries(
    fresh: Iterable[Brought], explanations: dict[bytes, Explanation]
) -> Iterable[NewEntry]:
    """The ledger's entry for each receipt; at: the lock's own time."""
    for one in fresh:
        claim = one.claim
        explained = explanations.get(claim.cti or b"")
        yield entry(
            "receipt",
            _at(claim),
            lock=claim.lock_id,
            seq=claim.seq,
            digest=one.digest.hex(),
            operation=claim.operation,
            outcome=int(claim.outcome),
            uncertainty=claim.uncertainty,
            cti=claim.cti.hex() if claim.cti else None,
            assignment=explained.assignment.hex if explained else None,
            employee=explained.employee.hex if explained else None,
        )


def _lock_journals(units: dict[str, UnitFacts]) -> dict[str, int]:
    """One upload at a time for each lock, so that two cannot both believe a number is free.

    Answers the number after which each journal is ours.
    """
    Journal.objects.bulk_create(
        (Journal(unit_id=lock_id) for lock_id in sorted(units)), ignore_conflicts=True
    )
    locked = Journal.objects.select_for_update().filter(unit__in=units).order_by("unit")
    return dict(locked.values_list("unit_id", "begins_after"))


_COLUMNS = (
    ("unit_id", "varchar"),
    ("seq", "int8"),
    ("digest", "bytea"),
    ("previous", "bytea"),
    ("at", "timestamptz"),
    ("uncertainty", "int8"),
    ("operation", "varchar"),
    ("outcome", "int2"),
    ("credential_id", "uuid"),
    ("epoch", "int8"),
    ("battery", "int2"),
    ("body", "bytea"),
    ("phone_id", "uuid"),
    ("stored_at", "timestamptz"),
)


def _copy(
    fresh: Iterable[Brought],
    explanations: dict[bytes, Explanation],
    *,
    phone: UUID,
    now: datetime,
) -> None:
    names = ", ".join(name for name, _ in _COLUMNS)
    statement = f"COPY access_receipt ({names}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([kind for _, kind in _COLUMNS])
        for one in fresh:
            claim = one.claim
            explained = explanations.get(claim.cti or b"")
            copy.write_row(
                (
                    claim.lock_id,
                    claim.seq,
                    one.digest,
                    claim.previous,
                    _at(claim),
                    claim.uncertainty,
                    claim.operation,
                    int(claim.outcome),
                    explained.cti if explained else None,
                    claim.epoch,
                    claim.battery,
                    one.body,
                    phone,
                    now,
                )
            )


def _note(noted: Sequence[Noted], *, phone: UUID, now: datetime) -> None:
    known = set(
        Incident.objects.filter(digest__in=[one.digest for one in noted]).values_list(
            "kind", "digest"
        )
    )
    known_pairs = {(kind, bytes(found)) for kind, found in known}
    new = [one for one in noted if (one.kind, one.digest) not in known_pairs]
    Incident.objects.bulk_create(
        Incident(
            kind=one.kind,
            unit_id=one.unit,
            receipt=Receipt.objects.filter(unit=one.unit, digest=one.digest).first(),
            phone_id=phone,
            digest=one.digest,
            body=one.body,
            noted_at=now,
        )
        for one in new
    )
    ledger.append_all(
        entry(
            "incident",
            now,
            incident=str(one.kind),
            lock=one.unit,
            digest=one.digest.hex(),
            phone=phone.hex,
        )
        for one in new
    )


def _advance(fresh: Sequence[Brought], now: datetime) -> None:
    """Move each journal on to the last receipt before a gap."""
    newest: dict[str, Claim] = {}
    for one in fresh:
        known = newest.get(one.claim.lock_id)
        if known is None or one.claim.seq > known.seq:
            newest[one.claim.lock_id] = one.claim
    rows = list(Journal.objects.filter(unit__in=newest))
    complete = journals.complete_to(rows)
    for row in rows:
        claim = newest[row.unit_id]
        row.complete_to, row.complete_digest = complete[row.unit_id]
        row.last_contact_at = now
        if claim.seq > row.last_seq:
            row.last_seq, row.battery = claim.seq, claim.battery
    Journal.objects.bulk_update(
        rows, ["complete_to", "complete_digest", "last_contact_at", "last_seq", "battery"]
    )


def _at(claim: Claim) -> datetime:
    return datetime.fromtimestamp(claim.time, tz=UTC)
