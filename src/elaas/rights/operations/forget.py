"""Erase what is past its time: rows and the entries about them together, or neither."""

from datetime import datetime

from django.db import transaction

from elaas.ledger.operations.erase import one_at_a_time
from elaas.rights.kept import FORGETTING, Kept
from elaas.rights.operations.erasing import Erasing, hold_facts, oldest_under_way
from elaas.rights.queries.found import Found

PAST_ITS_TIME = "past its time"


@transaction.atomic
def forget_some(*, kept: Kept, before: datetime, now: datetime, most: int | None = None) -> int:
    """Erase what of this is older than `before`, some of it; answers how many rows are gone.

    `most`: rows of the first group; None: as many as may go at once. Entries that go by their own
    age count as rows. The ledger tells what is gone, and which places are empty now. Raises
    NotSequenced where an entry has no place yet: publish, and do it again.
    """
    forgetting = FORGETTING[kept]
    what = Found(forgetting, before=before, most=most or forgetting.at_once)
    one_at_a_time()
    since = oldest_under_way()
    # Looked for while phones go on: it reads every entry of these kinds.
    entries = what.entries(what.keys()) | what.old()
    hold_facts()
    keys = what.keys()
    entries |= what.entries(keys, since=since)
    erasing = Erasing(what=kept.value, because=PAST_ITS_TIME, now=now)
    return sum(erasing.erase(forgetting, keys, entries).values()) + erasing.photos()
