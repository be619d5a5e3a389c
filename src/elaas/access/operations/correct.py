"""Correct: put the right bytes in the place of a receipt whose signature somebody altered."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from elaas.access.explain import Kind
from elaas.access.models import Receipt
from elaas.access.operations.incidents import Noted
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.protocol.receipt import digest


def correct_receipts(
    corrected: Mapping[tuple[str, int], bytes], *, now: datetime
) -> Iterator[Noted]:
    """Store the bytes that the lock gave out; `corrected`: by lock id and number.

    Answers an incident for each, about the phone that brought the altered ones.
    """
    for (lock_id, seq), body in corrected.items():
        row = Receipt.objects.get(unit=lock_id, seq=seq)
        altered, was = bytes(row.body), bytes(row.digest)
        row.body, row.digest = body, digest(body)
        row.save(update_fields=["body", "digest"])
        ledger.append(
            entry(
                "receipt_corrected",
                now,
                lock=lock_id,
                seq=seq,
                digest=digest(body).hex(),
                was=was.hex(),
            )
        )
        yield Noted(Kind.ALTERED, lock_id, was, altered, row.phone_id)
