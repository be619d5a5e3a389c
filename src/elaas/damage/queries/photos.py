"""Whose photos may be shown to whom."""

from uuid import UUID

from django.db.models import Q, QuerySet

from elaas.damage.models import Damage
from elaas.damage.queries.case import DamageCase
from elaas.damage.queries.doors import home_of
from elaas.doors.models import Bag, Photo
from elaas.mounting.queries.told import photos_shown_to


def photo_for(recipient: UUID, photo: UUID) -> bytes | None:
    """A photo that is the recipient's to see: of their bag of parts, of damage, of a visit."""
    home = home_of(recipient)
    bags = Bag.objects.filter(unit__home=home, emptied_at=None) if home else Bag.objects.none()
    theirs = Damage.objects.filter(recipient=recipient)
    return _content(
        Photo.objects.filter(
            Q(id__in=bags.values("photo"))
            | Q(id__in=theirs.values("photos"))
            | Q(id__in=photos_shown_to(recipient)),
            pk=photo,
        )
    )


def photo_in(damage: DamageCase, photo: UUID) -> bytes | None:
    """A photo that the case shows."""
    return _content(Photo.objects.filter(pk=photo)) if photo in damage.shown_photos else None


def _content(rows: QuerySet[Photo]) -> bytes | None:
    found = rows.values_list("content", flat=True).first()
    return bytes(found) if found is not None else None
