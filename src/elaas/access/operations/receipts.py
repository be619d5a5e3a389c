"""Receipts: take in what the doors say happened, whoever brings it, however late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction

from elaas.access.explain import Explanation, Kind, fits, judge
from elaas.access.operations.incidents import Noted, note_incidents
from elaas.access.operations.shelf import Brought, Shelf
from elaas.access.queries import journals
from elaas.database.bulk import Column, copy_in
from elaas.ledger import operations as ledger
from elaas.ledger.entries import NewEntry, entry
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import payload_of
from elaas.protocol.receipt import Receipt as Claim
from elaas.protocol.receipt import digest


@dataclass(slots=True)
class Upload:
    """What became of an upload. Every receipt in it is final: the phone may forget it."""

    stored: int = 0
    known: int = 0
    refused: list[tuple[bytes, Kind]] = field(default_factory=list)  # digest and why


@transaction.atomic
def store_receipts(*, receipts: Sequence[bytes], phone: UUID, now: datetime) -> Upload:
    """Check and store the receipts that `phone` brings; each is stored once.

    Signature, lock, number and chain are checked. A forged, altered or foreign one is refused and
    noted as an incident, and so is an opening that no assignment explains, which is stored all the
    same. A gap is no fault: it stays open until another phone fills it (queries.journals.gaps).
    """
    upload = Upload()
    noted: list[Noted] = []
    fresh: list[Brought] = []
    shelf = Shelf(_readable(receipts, upload, noted))
    for one, fault, is_new in shelf.put():
        if fault is not None:
            unit = None if fault == Kind.FOREIGN else one.claim.lock_id
            _refuse(Noted(fault, unit, one.digest, one.body), upload, noted)
        elif is_new:
            fresh.append(one)
        else:
            upload.known += 1
    upload.stored = len(fresh)
    _store(fresh, noted, phone=phone, now=now)
    shelf.record(now)
    note_incidents(noted, phone=phone, now=now)
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


def _refuse(one: Noted, upload: Upload, noted: list[Noted]) -> None:
    upload.refused.append((one.digest, one.kind))
    noted.append(one)


def _store(fresh: list[Brought], noted: list[Noted], *, phone: UUID, now: datetime) -> None:
    if not fresh:
        return
    explanations = journals.explanations({one.claim.cti for one in fresh if one.claim.cti})
    noted += _unexplained(fresh, explanations)
    rows = _rows(fresh, explanations, phone=phone, now=now)
    copy_in(connection.connection, "access_receipt", _COLUMNS, rows)
    ledger.append_all(receipt_entries(fresh, explanations))


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


_COLUMNS = (
    Column("unit_id", "varchar"),
    Column("seq", "int8"),
    Column("digest", "bytea"),
    Column("previous", "bytea"),
    Column("at", "timestamptz"),
    Column("uncertainty", "int8"),
    Column("operation", "varchar"),
    Column("outcome", "int2"),
    Column("credential_id", "uuid"),
    Column("epoch", "int8"),
    Column("battery", "int2"),
    Column("body", "bytea"),
    Column("phone_id", "uuid"),
    Column("stored_at", "timestamptz"),
)


def _rows(
    fresh: Iterable[Brought],
    explanations: dict[bytes, Explanation],
    *,
    phone: UUID,
    now: datetime,
) -> Iterable[tuple[object, ...]]:
    for one in fresh:
        claim = one.claim
        explained = explanations.get(claim.cti or b"")
        yield (
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


def _at(claim: Claim) -> datetime:
    return datetime.fromtimestamp(claim.time, tz=UTC)
