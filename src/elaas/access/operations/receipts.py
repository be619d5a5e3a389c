"""Receipts: take in what the doors say happened, whoever brings it, however late."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from uuid import UUID

from django.db import connection, transaction

from elaas.access.explain import Explanation, Kind, fits, judge
from elaas.access.operations.correct import correct_receipts
from elaas.access.operations.incidents import Noted, note_incidents
from elaas.access.operations.keeping import Keeping
from elaas.access.operations.shelf import Brought, Shelf
from elaas.access.operations.slack import use_the_rule
from elaas.access.queries import journals
from elaas.database.bulk import Stream
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import Sign1
from elaas.protocol.receipt import Receipt as Claim
from elaas.protocol.receipt import digest

# So many are checked, then they are on their way while the next are checked.
AT_ONCE = 64


@dataclass(slots=True)
class Upload:
    """What became of an upload. Every receipt in it is final: the phone may forget it."""

    stored: int = 0
    known: int = 0
    refused: list[tuple[bytes, Kind]] = field(default_factory=list)  # digest and why
    # Up to which number the server has each lock's journal: what the lock's next update says.
    acknowledged: Mapping[str, int] = field(default_factory=dict)
    # Locks that tell of their claim or of their release, new or known.
    claimed: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()


@transaction.atomic
def store_receipts(*, receipts: Sequence[bytes], phone: UUID, now: datetime) -> Upload:
    """Check and store the receipts that `phone` brings; each is stored once.

    Signature, lock, number and chain are checked. A forged, altered or foreign one is refused and
    noted as an incident, and so is an opening that no assignment explains, which is stored all the
    same. A gap is no fault: it stays open until another phone fills it (queries.journals.gaps).
    """
    use_the_rule(now=now)
    upload = Upload()
    noted: list[Noted] = []
    brought = list(_readable(receipts, upload, noted))
    shelf = Shelf(brought)
    parts = _parts(_fresh(shelf, upload, noted))
    explanations, first = journals.explanations(
        {one.claim.cti for one in brought if one.claim.cti}, working=lambda: next(parts, [])
    )
    with Stream(connection) as stream:
        keeping = Keeping(stream, explanations, phone=phone, now=now)
        for some in chain([first], parts):
            upload.stored += len(some)
            noted += _unexplained(some, explanations)
            keeping.put(some)
    noted += correct_receipts(shelf.corrected, now=now)
    shelf.record(now)
    note_incidents(noted, phone=phone, now=now)
    upload.claimed, upload.released = (
        frozenset(one.claim.lock_id for one in brought if one.claim.operation == told)
        for told in ("claim", "release")
    )
    upload.acknowledged = shelf.complete_to()
    return upload


def _readable(receipts: Iterable[bytes], upload: Upload, noted: list[Noted]) -> Iterator[Brought]:
    for body in dict.fromkeys(receipts):
        try:
            signed = Sign1.parse(body)
            claim = Claim.parse(signed.payload)
        except Malformed:
            claim = None
        if claim is None or not fits(claim):
            _refuse(Noted(Kind.MALFORMED, None, digest(body), body), upload, noted)
        else:
            yield Brought(body, digest(body), claim, signed)


def _fresh(shelf: Shelf, upload: Upload, noted: list[Noted]) -> Iterator[Brought]:
    """Those that are good and new; what became of the others is noted."""
    for one, fault, is_new in shelf.put():
        if fault is not None:
            unit = None if fault == Kind.FOREIGN else one.claim.lock_id
            _refuse(Noted(fault, unit, one.digest, one.body), upload, noted)
        elif is_new:
            yield one
        else:
            upload.known += 1


def _refuse(one: Noted, upload: Upload, noted: list[Noted]) -> None:
    upload.refused.append((one.digest, one.kind))
    noted.append(one)


def _parts(fresh: Iterator[Brought]) -> Iterator[list[Brought]]:
    while some := list(islice(fresh, AT_ONCE)):
        yield some


def _unexplained(
    fresh: Iterable[Brought], explanations: Mapping[bytes, Explanation]
) -> Iterator[Noted]:
    for one in fresh:
        kind = judge(one.claim, explanations.get(one.claim.cti or b""))
        if kind is not None:
            yield Noted(kind, one.claim.lock_id, one.digest, one.body)
