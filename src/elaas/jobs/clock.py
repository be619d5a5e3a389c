"""Where commands read the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time it is."""
    return datetime.now(tz=UTC)  # noqa: TID251  (commands read the clock here, and pass it on)
