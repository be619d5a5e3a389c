"""What polling needs of a care system that is reached over a network."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Protocol


class FeedFailed(Exception):
    """The care system did not answer as it should; the message is a sentence that says how."""


class Feed(Protocol):
    """A care system that can be asked for resources, as the entries of a FHIR Bundle.

    What it gives is not checked beyond being a list of entries: that is the import's work.
    """

    def changed(self, kind: str, *, since: datetime | None) -> Iterator[object]:
        """The resources of type `kind` changed at or after `since`, or all; oldest change first.

        Raises FeedFailed, also while iterating.
        """

    def has_history(self, kind: str) -> bool:
        """Whether `history` can be asked for this type. Raises FeedFailed."""

    def history(self, kind: str, *, since: datetime) -> Iterator[object]:
        """The versions of resources of type `kind` since then, deletions too; newest first.

        Raises FeedFailed, as above.
        """

    def named(self, kind: str, ids: Collection[str]) -> Iterator[object]:
        """Those of these resources of type `kind` that there are. Raises FeedFailed, as above."""
