"""The parts of the old lock, as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from elaas.access.queries.pages.uses import Person, person
from elaas.doors.models import Bag, Part, Photo
from elaas.doors.rules import PartEvent, is_there


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPart:
    """A part in the bag; `last` is the latest news of it, None as long as there is none."""

    id: UUID
    name: str
    count: int
    there: bool
    last: PartEvent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBag:
    """A bag of parts that lies in the home."""

    id: UUID
    label: str
    place: str
    photo: UUID
    packed_at: datetime
    packed_by: Person | None
    parts: tuple[KeptPart, ...]

    @property
    def complete(self) -> bool:
        """Whether every part is there."""
        return all(part.there for part in self.parts)


def bag_of(lock_id: str) -> KeptBag | None:
    """The bag with the parts that the unit replaced; None: there is none, or it is emptied."""
    row = (
        Bag.objects.filter(unit=lock_id, emptied_at=None)
        .select_related("packed_by")
        .prefetch_related("parts__news")
        .first()
    )
    if row is None:
        return None
    parts = sorted(row.parts.all(), key=lambda part: (part.name, part.pk))
    return KeptBag(
        id=row.id,
        label=row.label,
        place=row.place,
        photo=row.photo_id,
        packed_at=row.packed_at,
        packed_by=person(row.packed_by) if row.packed_by else None,
        parts=tuple(_part(part) for part in parts),
    )


def photo(photo_id: UUID) -> bytes | None:
    """A photo's JPEG; None: there is none."""
    row = Photo.objects.filter(pk=photo_id).first()
    return bytes(row.content) if row else None


def _part(row: Part) -> KeptPart:
    in_order = sorted(row.news.all(), key=lambda news: (news.noted_at, news.pk))
    events = [PartEvent(news.event) for news in in_order]
    return KeptPart(
        id=row.id,
        name=row.name,
        count=row.count,
        there=is_there(events),
        last=events[-1] if events else None,
    )
