"""Poll: ask a care system for what is new, and import it."""

from datetime import datetime, timedelta

from elaas.intake import queries
from elaas.intake.feed import Feed
from elaas.intake.operations.importing import Progress, import_entries, unwatched
from elaas.intake.operations.report import Report
from elaas.intake.rules.deleted import deleted
from elaas.intake.rules.envelopes import TYPES

# A server may show a change a little later than the time it gives it.
OVERLAP = timedelta(minutes=10)
# What a search does not find any more; of the other types a status tells that they are over.
VISITS = "Appointment"


def poll(feed: Feed, *, now: datetime, progress: Progress = unwatched) -> Report:
    """Import what changed since the newest version seen of each type; the first time, everything.

    A visit that was deleted since is withdrawn, if the care system tells of deletions (Feed).
    What was rejected because it refers to something unknown is asked for again. All types are one
    import, so that they may refer to each other. Raises feed.FeedFailed, having changed nothing.
    """
    newest = queries.newest_versions()
    waiting = queries.waiting()
    entries: list[object] = []
    for kind in TYPES:
        # A version from the future must not hide what changes from now until then.
        since = min(newest[kind], now) - OVERLAP if kind in newest else None
        entries += feed.changed(kind, since=since)
        if kind == VISITS and since is not None and feed.has_history(kind):
            entries += deleted(kind, feed.history(kind, since=since), now=now)
        if waiting.get(kind):
            entries += feed.named(kind, waiting[kind])
    return import_entries(entries, now=now, progress=progress)
