"""Which systems there are, and who asks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from elaas.clients.models import AccessToken, Client, ClientLook
from elaas.clients.rules import Permission, permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A client as it was registered; None: it is not withdrawn."""

    id: UUID
    name: str
    scopes: str
    registered_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The client whose token was shown, and what the token allows."""

    client: UUID
    allowed: frozenset[Permission]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A client has looked at data of one recipient's."""

    client: str
    what: str
    at: datetime


def clients() -> list[Registered]:
    """All that there ever were, in the order of their names."""
    return [
        Registered(
            id=row.id,
            name=row.name,
            scopes=row.scopes,
            registered_at=row.registered_at,
            withdrawn_at=row.withdrawn_at,
        )
        for row in Client.objects.order_by("name", "registered_at")
    ]


def asking(token_hash: bytes, *, now: datetime) -> Asking | None:
    """Whose token has this hash; None: nobody's, or no longer."""
    row = AccessToken.objects.filter(
        token_hash=token_hash, expires_at__gt=now, client__withdrawn_at=None
    ).first()
    return Asking(client=row.client_id, allowed=permissions(row.scopes)) if row else None


def systems_that_looked(recipient: UUID) -> list[Look]:
    """Which systems have looked at data of this recipient's: the last look of each kind."""
    rows = ClientLook.objects.filter(recipient=recipient).order_by("-at")
    return [
        Look(client=row.client.name, what=row.what, at=row.at)
        for row in rows.select_related("client")
    ]
