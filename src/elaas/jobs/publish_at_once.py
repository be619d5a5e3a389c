"""What `elaas publish` does once there is a database."""

import base64

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from elaas.database.turns import waited_too_long
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.ledger import signer
from elaas.ledger.operations.sequence import publish
from elaas.ledger.queries import tree
from elaas.ledger.queries.tree import Head
from elaas.tlog.checkpoint import verified
from elaas.tlog.note import BadNote, Signer

LONGEST = 10  # seconds to wait for another process that publishes; a worker takes less than one


def publish_at_once(*, longest: float = LONGEST) -> str:
    """Publish what was committed before this call, and say what stands now; raises Stop."""
    before = tree.head()
    after = _published(_signer(before), longest)
    what = f"{after.size} entries, root {base64.b64encode(after.edge.root).decode()}."
    if before and before.size == after.size:
        return f"Nothing is new since {before.published_at:%Y-%m-%d %H:%M:%S} UTC: {what}"
    return f"Published: {what}"


def _signer(newest: Head | None) -> Signer:
    """Who signed the newest checkpoint; only a log that has none yet gets a key here."""
    try:
        found = signer.load(make=newest is None)
    except ImproperlyConfigured as reason:
        raise Stop(reason) from None
    if newest:
        try:
            verified(newest.note, log=found.key)
        except BadNote as reason:
            raise Stop(f"The log was signed with another key than this one: {reason}") from None
    return found


def _published(who: Signer, longest: float) -> Head:
    _wait_at_most(longest)
    try:
        return publish(signer=who, now=now())
    except OperationalError as reason:
        if not waited_too_long(reason):
            raise
        message = f"Another process is publishing, and was not done within {longest:g} seconds."
        raise Stop(message) from None
    finally:
        if connection.is_usable():
            _wait_at_most(0)


def _wait_at_most(seconds: float) -> None:
    """For a lock, in each statement that follows; 0: as long as it takes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{seconds * 1000:.0f}"])
