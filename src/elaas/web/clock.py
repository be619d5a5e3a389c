"""Where pages read the clock, once for each request, and the calendar of those who read them."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from elaas.access.rules import Period


def read() -> datetime:
    """The time it is."""
    return timezone.now()  # noqa: TID251  (pages read the clock here, and pass it on)


def day_of(now: datetime, *, days_ago: int = 0) -> Period:
    """A whole day in Norway: 23 or 25 hours where the clocks are changed."""
    day = timezone.localdate(now) - timedelta(days=days_ago)
    return Period(midnight(day), midnight(day + timedelta(days=1)))


def midnight(day: date) -> datetime:
    """The first moment of a day in Norway."""
    # In UTC: subtracting two times of one zone would overlook a change of the clocks between them.
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)
