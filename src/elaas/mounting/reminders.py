"""When people are reminded: the day before somebody comes, and when they could book and do not."""

from datetime import datetime, time, timedelta, tzinfo

# Nobody is texted later in the evening.
LATEST = time(20)


def day_before(start: datetime, *, at: time, zone: tzinfo) -> datetime:
    """When somebody is reminded of what begins at `start`: the day before, `at` that local time."""
    eve = start.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(eve, at, tzinfo=zone)


def is_due(*, since: datetime, reminded: int, every: timedelta, most: int, now: datetime) -> bool:
    """Whether somebody who can book and has not is reminded now, or after `most` times called.

    `since`: when they were told last. `reminded`: how often; once more than `most` was the call.
    """
    return reminded <= most and now - since >= every


def is_decent(now: datetime, *, at: time, zone: tzinfo) -> bool:
    """Whether it is a time of day to text people at."""
    return at <= now.astimezone(zone).time() < LATEST
