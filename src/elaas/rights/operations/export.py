"""Hand out everything that is kept about a person, and keep that it was."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.people.actors import Actor, ActorKind
from elaas.rights.ground import Ground
from elaas.rights.queries.person import Everything, everything_about


@transaction.atomic
def export_person(
    *, recipient: UUID, by: Actor | None, ground: Ground, now: datetime
) -> Everything:
    """Everything about them; that it was handed out, to whom and by what right, is an entry.

    None: whoever runs the server. A protected address is in it for the person alone.
    """
    told = by.told() if by else {"by": None, "by_id": None}
    ledger.append(
        entry("person_exported", now, recipient=recipient.hex, ground=ground.value, **told)
    )
    own = by == Actor(ActorKind.RECIPIENT, recipient)
    return everything_about(recipient, own=own)
