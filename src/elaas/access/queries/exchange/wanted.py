"""How other systems say what they want, and get it page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q

T = TypeVar("T")


class Reference(NamedTuple):
    """What is referred to, as other systems name it: by the care system's id, or a lock's."""

    type: str
    id: str


# Any of these.
References = tuple[Reference, ...]


class Moments(NamedTuple):
    """From `start` until just before `end`; None: no limit on that side."""

    start: datetime | None = None
    end: datetime | None = None

    def within(self, other: "Moments") -> "Moments":
        """The moments that are in both."""
        starts = [one for one in (self.start, other.start) if one]
        ends = [one for one in (self.end, other.end) if one]
        return Moments(max(starts, default=None), min(ends, default=None))

    def of(self, field: str) -> Q:
        """That `field` is one of these moments."""
        limits: dict[str, Any] = {f"{field}__gte": self.start, f"{field}__lt": self.end}
        return Q(**{name: value for name, value in limits.items() if value is not None})


ALWAYS = Moments()


class NoSuchPage(Exception):
    """`after` is nothing that a page ended with."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of what was found; `next`: ask with it as `after` for what follows, empty at the end."""

    items: tuple[T, ...]
    next: str
