"""What has been told of cases, and who can book and has not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Exists, Max, OuterRef

from elaas.mounting.models import Appointment, MountingCase
from elaas.notices.models import Message
from elaas.notices.purposes import Purpose

CALL = "call"


def message_id(about: UUID, purpose: Purpose, *, kin: UUID | None = None, number: str = "") -> UUID:
    """The id of what is told of a case or an appointment; `number` tells reminders apart."""
    return uuid5(about, purpose.value + number + (kin.hex if kin else ""))


@dataclass(slots=True)
class NotBooked:
    """Who was texted that they can book, and has no time.

    `reminded`: how often they were, a call counted. `since`: when they were last told, or
    cancelled.
    """

    since: datetime
    reminded: int = 0


def not_booked() -> Mapping[UUID, NotBooked]:
    """By case; whom the patrol was to call in place of the text is left to it."""
    live = Appointment.objects.filter(case=OuterRef("pk"), cancelled_at=None)
    cases = dict(
        MountingCase.objects.filter(~Exists(live), closed_at=None, recipient__active=True)
        .annotate(cancelled=Max("appointments__cancelled_at"))
        .values_list("id", "cancelled")
    )
    invited = {message_id(case, Purpose.INVITATION): case for case in cases}
    texted = Message.objects.filter(pk__in=invited, fallback=None, handed_over_at__isnull=False)
    found: dict[UUID, NotBooked] = {}
    for message, at in texted.values_list("id", "handed_over_at"):
        case = invited[message]
        found[case] = NotBooked(max(one for one in (at, cases[case]) if one))
    numbers = [*map(str, range(1, settings.REMIND_UNBOOKED_TIMES + 1)), CALL]
    reminded = {
        message_id(case, Purpose.UNBOOKED, number=number): case
        for case in found
        for number in numbers
    }
    rows = Message.objects.filter(pk__in=reminded).values_list("id", "created_at")
    for message, at in rows:
        one = found[reminded[message]]
        one.since, one.reminded = max(one.since, at), one.reminded + 1
    return found
