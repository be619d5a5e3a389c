"""How far the care system has been followed."""

from datetime import datetime

from django.db.models import Max, Value
from django.db.models.fields import CharField
from django.db.models.functions import StrIndex, Substr

from elaas.intake.models import Source

_KIND = Substr("reference", 1, StrIndex("reference", Value("/")) - 1, output_field=CharField())


def newest_versions() -> dict[str, datetime]:
    """For each type of resource the newest version seen."""
    rows = Source.objects.annotate(kind=_KIND).values("kind").annotate(newest=Max("version"))
    return dict(rows.order_by().values_list("kind", "newest"))


def waiting() -> dict[str, list[str]]:
    """By type the ids of resources not used, or not wholly, because others were unknown."""
    found: dict[str, list[str]] = {}
    rows = Source.objects.filter(waits=True).order_by("reference")
    for reference in rows.values_list("reference", flat=True):
        kind, _, identity = reference.partition("/")
        found.setdefault(kind, []).append(identity)
    return found
