"""Take in what a system sends by itself: a bundle, with an answer to each of its entries."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from elaas.intake.operations.importing import NotABundle, entries_of, import_entries
from elaas.intake.rules.envelopes import Envelope, Rejected, open_entry
from elaas.intake.rules.requests import put_of
from elaas.intake.rules.values import Unusable
from elaas.ledger.entries import entry

BATCH, COLLECTION = "batch", "collection"


class Fate(Enum):
    """What became of an entry."""

    TAKEN = "taken"
    IN_PART = "in_part"
    UNUSABLE = "unusable"
    UNREADABLE = "unreadable"  # it is no resource, or asks for something else than to put it here
    NOT_USED = "not_used"  # a type that eLås does not use
    NOT_ALLOWED = "not_allowed"


class Taken(NamedTuple):
    """What became of an entry, and why if it was not taken."""

    fate: Fate
    reason: str = ""


def take_in(bundle: object, *, client: UUID, types: Collection[str], now: datetime) -> list[Taken]:
    """As `import_bundle`, for a `batch` of PUTs or a `collection`; an answer for each entry.

    A client may bring resources of `types` alone. Raises NotABundle.
    """
    entries, is_batch = _entries(bundle)
    opened = [_open(one, number, is_batch=is_batch) for number, one in enumerate(entries, start=1)]
    fates = [_allowed(one, types) for one in opened]
    usable = [one for one, found in zip(entries, fates, strict=True) if isinstance(found, Envelope)]
    deed = entry("bundle_brought", now, client=client.hex, entries=len(entries), used=len(usable))
    report = import_entries(usable, now=now, deed=deed)
    rejected = {one.reference: one for one in report.rejected}
    return [
        _became(rejected.get(found.reference)) if isinstance(found, Envelope) else found
        for found in fates
    ]


def _entries(bundle: object) -> tuple[Sequence[object], bool]:
    is_batch = isinstance(bundle, dict) and bundle.get("type") == BATCH
    if not is_batch:
        return entries_of(bundle), False
    if not isinstance(bundle, dict):
        raise NotABundle("This is not a FHIR Bundle.")
    return entries_of({**bundle, "type": COLLECTION}), True


def _open(one: object, number: int, *, is_batch: bool) -> Envelope | Taken:
    if is_batch:
        try:
            put_of(one)
        except Unusable as problem:
            return Taken(Fate.UNREADABLE, problem.reason)
    found = open_entry(one, number, {})
    if found is None:
        return Taken(Fate.NOT_USED, "eLås does not use resources of this type")
    if isinstance(found, Rejected):
        return Taken(Fate.UNREADABLE, found.reason)
    return found


def _allowed(found: Envelope | Taken, types: Collection[str]) -> Envelope | Taken:
    if isinstance(found, Envelope) and found.type not in types:
        return Taken(Fate.NOT_ALLOWED, f"you may bring no {found.type}")
    return found


def _became(rejected: Rejected | None) -> Taken:
    if rejected is None:
        return Taken(Fate.TAKEN)
    return Taken(Fate.IN_PART if rejected.partly else Fate.UNUSABLE, rejected.reason)
