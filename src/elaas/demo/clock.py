"""Where the demo and its phones read the clock: they live today."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time it is."""
    return datetime.now(tz=UTC)  # noqa: TID251  (the demo reads the clock here, and passes it on)
