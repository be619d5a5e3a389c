"""Where the API reads the clock, once for each request."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time it is."""
    return datetime.now(tz=UTC)  # noqa: TID251  (the API reads the clock here, and passes it on)
