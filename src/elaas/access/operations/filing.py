"""Filing: put issued credentials into the records and the ledger, while others are being signed."""

import struct
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TypeAlias

from elaas.access.operations.signing import Held, Terms
from elaas.access.queries.facts import Visit
from elaas.database.bulk import Stream, Table, field, time_field
from elaas.ledger import operations as ledger
from elaas.ledger.entries import Form, NewEntry, moment, written

_CREDENTIALS = Table(
    "access_credential",
    (
        "assignment_id",
        "phone_id",
        "scope",
        "issued_at",
        "not_before",
        "expires_at",
        "revoked_because",
        "unit_id",
        "epoch",
        "cti",
        "token",
    ),
)
_NUMBERS = struct.Struct(">ii i16s i")  # epoch and cti, each after its length, and the token's
_ISSUED = Form(
    {"kind": "credential_issued"},
    blanks=(
        "assignment",
        "at",
        "cti",
        "epoch",
        "expires_at",
        "lock",
        "not_before",
        "phone",
        "scope",
    ),
)
_RESTS_ON = Form(
    {},
    blanks=("employee", "ends_at", "home", "id", "source", "source_version", "starts_at"),
)


# A credential that is new: the visit it is for, the terms it was issued on, and itself.
New: TypeAlias = tuple[Visit, Terms, Held]


def file(issued: Collection[New], stream: Stream) -> None:
    """Put each into the records and the ledger, with the assignment it rests on."""
    stream.put(_CREDENTIALS, _rows(issued))
    ledger.append_to(stream, _entries(issued))


# A visit's credentials come one after the other, and differ only in door, id and token.


def _rows(issued: Iterable[New]) -> Iterator[bytes]:
    before, shared = None, b""
    for _, terms, held in issued:
        if terms is not before:
            before, shared = terms, _shared_fields(held)
        unit, token = field(held.lock_id.encode()), held.token
        numbers = _NUMBERS.pack(4, held.epoch, 16, held.id, len(token))
        yield _CREDENTIALS.row(shared, unit, numbers, token)


def _shared_fields(held: Held) -> bytes:
    return b"".join(
        (
            field(held.assignment.bytes),
            field(held.phone.bytes),
            field(held.scope.encode()),
            time_field(held.issued_at),
            time_field(held.not_before),
            time_field(held.expires_at),
            field(b""),
        )
    )


def _entries(issued: Iterable[New]) -> Iterator[NewEntry]:
    before, rests_on, at, start, end, phone, scope = None, "", "", "", "", "", ""
    for visit, terms, held in issued:
        if terms is not before:
            before, rests_on = terms, _what_it_rests_on(visit)
            at, start, end = map(_moment, (held.issued_at, held.not_before, held.expires_at))
            phone, scope = f'"{held.phone.hex}"', f'"{held.scope}"'
        cti, lock = f'"{held.id.hex()}"', written(held.lock_id)
        body = _ISSUED.fill(rests_on, at, cti, str(held.epoch), end, lock, start, phone, scope)
        yield NewEntry("credential_issued", held.issued_at, body.encode())


def _what_it_rests_on(visit: Visit) -> str:
    assignment, period = visit.assignment, visit.assignment.period
    return _RESTS_ON.fill(
        f'"{assignment.employee.hex}"',
        f'"{moment(period.end)}"',
        f'"{visit.home.hex}"' if visit.home else "null",
        f'"{assignment.id.hex}"',
        written(visit.source_id),
        f'"{moment(visit.source_version)}"',
        f'"{moment(period.start)}"',
    )


def _moment(at: datetime) -> str:
    return f'"{moment(at)}"'
