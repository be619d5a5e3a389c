"""Messages that wait."""

from datetime import datetime
from uuid import UUID

from elaas.notices.models import Message

AT_A_TIME = 200


def unsettled(*, now: datetime) -> list[UUID]:
    """Messages that should be on their way and are not, the oldest first; some of them if many."""
    rows = Message.objects.filter(
        handed_over_at=None, withdrawn_at=None, fallback=None, again_at__lte=now
    ).order_by("again_at", "id")
    return list(rows.values_list("id", flat=True)[:AT_A_TIME])
