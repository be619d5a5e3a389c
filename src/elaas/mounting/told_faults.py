"""What somebody tells of a door."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from elaas.mounting.service import Caller, Fault
from elaas.people.actors import ActorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody tells of a door. `at`: when they saw it; None: now.

    `kind` and `by`: who tells it, or who writes down what `caller` says. Nobody is logged in in the
    demo: then `by` is None.
    """

    lock_id: str
    fault: Fault
    text: str = ""
    kind: ActorKind
    by: UUID | None
    caller: Caller | None = None
    at: datetime | None = None
    id: UUID = field(default_factory=uuid.uuid4)
