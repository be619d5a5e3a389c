"""Recipients and next of kin log in and out."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction

from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry
from elaas.people.login import Identified
from elaas.people.models import CitizenSession
from elaas.people.operations.sessions import TOKEN_BYTES, hash_of
from elaas.people.queries import acts_for


class CitizenRefused(StrEnum):
    """Why somebody the provider vouches for is not let in."""

    UNKNOWN = "unknown"  # neither recipient nor kin who may do anything


class CitizenLoggedIn(NamedTuple):
    """The new session's secret, for the browser alone, and when it ends."""

    token: str
    ends_at: datetime


@transaction.atomic
def log_in_citizen(
    *, who: Identified, lasts: timedelta, now: datetime
) -> CitizenLoggedIn | CitizenRefused:
    """Begin a session that ends after `lasts`, whatever happens in it."""
    # An ID token names a person: those of sessions that have ended go now.
    CitizenSession.objects.filter(ends_at__lte=now).delete()
    people = acts_for(who.national_id)
    if not people:
        ledger.append(entry("login_refused", now, reason=CitizenRefused.UNKNOWN.value))
        return CitizenRefused.UNKNOWN
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session = CitizenSession.objects.create(
        token_hash=hash_of(token),
        national_id=who.national_id,
        id_token=who.id_token,
        began_at=now,
        ends_at=now + lasts,
    )
    ledger.append(
        entry(
            "citizen_logged_in",
            now,
            session=session.id.hex,
            recipients=[one.recipient.hex for one in people if one.kin is None],
            kin=[one.kin.hex for one in people if one.kin is not None],
        )
    )
    return CitizenLoggedIn(token, session.ends_at)


@transaction.atomic
def log_out_citizen(*, token: str, now: datetime) -> str | None:
    """End the session and answer the ID token it began with; None when there is no such session."""
    session = CitizenSession.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    if session is None:
        return None
    ledger.append(entry("citizen_logged_out", now, session=session.id.hex))
    session.delete()
    return session.id_token
