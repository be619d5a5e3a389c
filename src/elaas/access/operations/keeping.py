"""Keeping: put good receipts into the records and the ledger, while others are being checked."""

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID

from elaas.access.explain import Explanation
from elaas.access.operations.shelf import Brought
from elaas.database.bulk import NULL, POSTGRES_EPOCH, Stream, Table, field, time_field
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
        "at",
        "epoch",
        "outcome",
        "battery",
        "digest",
        "previous",
        "uncertainty",
        "credential_id",
        "body",
    ),
)
_FROM_SEQ_TO_PREVIOUS = struct.Struct(">iq iq iq ih ih i32s i32s")  # each after its length
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
        for body, digest, claim, _ in fresh:
            _, seq, previous, time, unsure, _, outcome, cti, epoch, battery = claim
            at = (time - POSTGRES_EPOCH) * 1_000_000
            yield _RECEIPTS.row(
                self._shared,
                field(claim.lock_id.encode()),
                field(claim.operation.encode()),
                _FROM_SEQ_TO_PREVIOUS.pack(
                    *(8, seq, 8, at, 8, epoch, 2, outcome, 2, battery, 32, digest, 32, previous)
                ),
                NULL if unsure is None else field(unsure.to_bytes(8, "big")),
                field(cti) if cti and cti in self._explanations else NULL,
                field(body),
            )

    def _entries(self, fresh: Iterable[Brought]) -> Iterator[NewEntry]:
        """The ledger's entry for each receipt; at: the lock's own time."""
        for _, digest, claim, _ in fresh:
            lock_id, seq, _, time, unsure, operation, outcome, cti, _, _ = claim
            at = datetime.fromtimestamp(time, tz=UTC)
            explained = self._explanations.get(cti or b"")
            body = _ENTRY.fill(
                f'"{explained.assignment.hex}"' if explained else "null",
                f'"{moment(at)}"',
                f'"{cti.hex()}"' if cti else "null",
                f'"{digest.hex()}"',
                f'"{explained.employee.hex}"' if explained else "null",
                written(lock_id),
                written(operation),
                str(int(outcome)),
                str(seq),
                "null" if unsure is None else str(unsure),
            )
            yield NewEntry("receipt", at, body.encode())
