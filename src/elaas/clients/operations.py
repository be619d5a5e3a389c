"""Register a client and withdraw it; give it a token; note whose data it looks at."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction

from elaas.clients.assertion import NotProven, claimed_client, prove, thumbprints
from elaas.clients.models import AccessToken, Assertion, Client
from elaas.clients.rules import ONE_LOOK, TOKEN_LIFETIME, permissions, written
from elaas.database.bulk import fetch, uuids
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry

TOKEN_BYTES = 32
_LOOK = """
    INSERT INTO clients_clientlook (client_id, recipient, what, at)
    SELECT %s, recipient, %s, %s FROM unnest(%s::uuid[]) AS seen(recipient) ORDER BY recipient
    ON CONFLICT (client_id, recipient, what) DO UPDATE SET at = excluded.at
    WHERE clients_clientlook.at <= excluded.at - %s
    RETURNING recipient
"""


class NameTaken(Exception):
    """There is a client of this name."""


class NothingAllowed(Exception):
    """These scopes allow nothing here."""


class Token(NamedTuple):
    """What a client shows for a while, and what it allows."""

    token: str
    scopes: str


@transaction.atomic
def add_client(*, name: str, jwks: Mapping[str, Any], scopes: str, now: datetime) -> UUID:
    """Register a client by its public keys (assertion.public_keys); answers its client_id.

    Raises NameTaken, and NothingAllowed for scopes that mean nothing here.
    """
    allowed = written(permissions(scopes))
    if not allowed:
        raise NothingAllowed
    rows = Client.objects.bulk_create(
        [Client(name=name, jwks=dict(jwks), scopes=allowed, registered_at=now)],
        ignore_conflicts=True,
    )
    if not Client.objects.filter(pk=rows[0].pk).exists():
        raise NameTaken
    keys = thumbprints(jwks)
    ledger.append(entry("client_registered", now, client=rows[0].pk.hex, scopes=allowed, keys=keys))
    return rows[0].pk


@transaction.atomic
def withdraw_client(*, name: str, now: datetime) -> bool:
    """It gets no token any more, and those it has open nothing. Answers whether there was one."""
    found = Client.objects.select_for_update().filter(name=name, withdrawn_at=None).first()
    if found is None:
        return False
    Client.objects.filter(pk=found.pk).update(withdrawn_at=now)
    AccessToken.objects.filter(client=found).delete()
    ledger.append(entry("client_withdrawn", now, client=found.pk.hex))
    return True


@transaction.atomic
def give_token(*, assertion: str, scopes: str, audience: str, now: datetime) -> Token:
    """A token for the client that signed the assertion, for those of `scopes` that it was given.

    The assertion serves once. Raises NotProven, and NothingAllowed.
    """
    claimed = claimed_client(assertion)
    rows = Client.objects.select_for_update().filter(withdrawn_at=None)
    client = rows.filter(pk=claimed).first() if claimed else None
    if client is None:
        raise NotProven("There is no such client.")
    proven = prove(assertion, client=client.pk, jwks=client.jwks, audience=audience, now=now)
    # The client's row is held: of two requests with one assertion the second sees the first.
    if Assertion.objects.filter(client=client, jti=proven.jti).exists():
        raise NotProven("It was used before.")
    allowed = written(permissions(scopes) & permissions(client.scopes))
    if not allowed:
        raise NothingAllowed
    for spent in (Assertion.objects, AccessToken.objects):
        spent.filter(client=client, expires_at__lte=now).delete()
    Assertion.objects.create(client=client, jti=proven.jti, expires_at=proven.expires_at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    AccessToken.objects.create(
        token_hash=hash_of(token), client=client, scopes=allowed, expires_at=now + TOKEN_LIFETIME
    )
    ledger.append(entry("client_token_given", now, client=client.pk.hex, scopes=allowed))
    return Token(token, allowed)


@transaction.atomic
def look(*, client: UUID, recipients: Collection[UUID], what: str, now: datetime) -> None:
    """`client` is about to be shown data of these recipients, of type `what`: each is an entry.

    Unless one is less than an hour old. Whoever shows the data calls this first: if it raises,
    nothing is shown.
    """
    if not recipients:
        return
    some = uuids(sorted(set(recipients)))
    noted = fetch(connection, _LOOK, [client, what, now, some, ONE_LOOK])
    ledger.append_all(
        entry(
            "client_looked",
            now,
            look=uuid4().hex,
            client=client.hex,
            recipient=recipient.hex,
            what=what,
        )
        for (recipient,) in noted
    )


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()
