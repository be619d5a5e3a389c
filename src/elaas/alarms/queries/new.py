"""Something that may be a new finding."""

from dataclasses import dataclass
from uuid import UUID

from elaas.alarms.rules import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What may be found; `key` names it within its kind, `receipts` are the ids that show it."""

    kind: Kind
    key: str
    unit: str | None = None
    employee: UUID | None = None
    incident: int | None = None
    order: UUID | None = None
    first_missing: int | None = None
    last_missing: int | None = None
    receipts: tuple[int, ...] = ()
