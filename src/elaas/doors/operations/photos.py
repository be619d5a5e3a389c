"""Keep a photo, once."""

from datetime import datetime
from uuid import UUID

from elaas.doors.models import Photo
from elaas.doors.photos import prepared


def kept(photo: bytes | UUID, *, by: UUID | None, now: datetime) -> Photo:
    """The photo with this id, or a new one as the camera made it. Raises NotAPhoto."""
    if isinstance(photo, UUID):
        return Photo.objects.get(pk=photo)
    return Photo.objects.create(content=prepared(photo), kept_at=now, kept_by_id=by)
