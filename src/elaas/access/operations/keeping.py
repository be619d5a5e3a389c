"""Keeping: put good receipts into the records and the ledger, while others are being checked."""

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID

from elaas.access.explain import Explanation
from elaas.access.operations.shelf import Brought
from elaas.database.bulk import NULL, Stream, Table, field, time_field
from elaas.ledger import operations as ledger
from elaas.ledger.entries import Form, NewEntry, moment, written

_RECEIPTS = Table(
    "access_receipt",
    (
        "phone_id",
        "stored_at",
        "unit_id",
        "operation",
        "seq",
        "epoch",
        "outcome",
        "battery",
        "at",
        "uncertainty",
        "credential_id",
        "digest",
        "previous",
        "body",
    ),
)
_NUMBERS = struct.Struct(">iqiqihih")  # seq, epoch, outcome and battery, each after its length
_ENTRY = Form(
    {"kind": "receipt"},
    blanks=(
        "assignment",
        "at",
        "cti",
        "digest",
        "employee",
        "lock",
        "operation",
        "outcome",
        "seq",
        "uncertainty",
    ),
)


class Keeping:
    """Puts the receipts of one upload on their way."""

    def __init__(
        self,
        stream: Stream,
        explanations: Mapping[bytes, Explanation],
        *,
        phone: UUID,
        now: datetime,
    ) -> None:
        """`explanations`: the credentials that the receipts name, by cti, as far as known."""
        self._stream = stream
        self._explanations = explanations
        self._shared = field(phone.bytes) + time_field(now)

    def put(self, fresh: Collection[Brought]) -> None:
        """Put `fresh` into the records and the ledger."""
        self._stream.put(_RECEIPTS, self._rows(fresh))
        ledger.append_to(self._stream, self._entries(fresh))

    def _rows(self, fresh: Iterable[Brought]) -> Iterator[bytes]:
        for body, digest, claim in fresh:
            unsure, known = claim.uncertainty, claim.cti in self._explanations
            yield _RECEIPTS.row(
                self._shared,
                field(claim.lock_id.encode()),
                field(claim.operation.encode()),
                _NUMBERS.pack(8, claim.seq, 8, claim.epoch, 2, claim.outcome, 2, claim.battery),
                time_field(datetime.fromtimestamp(claim.time, tz=UTC)),
                NULL if unsure is None else field(unsure.to_bytes(8, "big")),
                field(claim.cti) if known and claim.cti else NULL,
                field(digest),
                field(claim.previous),
                field(body),
            )

    def _entries(self, fresh: Iterable[Brought]) -> Iterator[NewEntry]:
        """The ledger's entry for each receipt; at: the lock's own time."""
        for _, digest, claim in fresh:
            at = datetime.fromtimestamp(claim.time, tz=UTC)
            explained = self._explanations.get(claim.cti or b"")
            body = _ENTRY.fill(
                f'"{explained.assignment.hex}"' if explained else "null",
                f'"{moment(at)}"',
                f'"{claim.cti.hex()}"' if claim.cti else "null",
                f'"{digest.hex()}"',
                f'"{explained.employee.hex}"' if explained else "null",
                written(claim.lock_id),
                written(claim.operation),
                str(int(claim.outcome)),
                str(claim.seq),
                "null" if claim.uncertainty is None else str(claim.uncertainty),
            )
            yield NewEntry("receipt", at, body.encode())
