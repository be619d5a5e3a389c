"""Who does something: the same operation whoever it is, and the ledger says who it was."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class ActorKind(StrEnum):
    """As what somebody acts."""

    RECIPIENT = "recipient"
    KIN = "kin"
    EMPLOYEE = "employee"


class Actor(NamedTuple):
    """Somebody who acts; `id` is that of the recipient, the next of kin or the employee."""

    kind: ActorKind
    id: UUID

    def told(self) -> dict[str, str]:
        """As an entry of the ledger tells it."""
        return {"by": self.kind.value, "by_id": self.id.hex}
