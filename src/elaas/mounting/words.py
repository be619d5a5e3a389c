"""What is said by SMS about booking: date, time and a login, and no word of why.

Each fits recipients and their next of kin: a number may be several people's.
"""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from elaas.mounting.rules import Task
from elaas.notices.purposes import Purpose

TEXTS = {
    Purpose.INVITATION: {
        Task.MOUNT: _(
            "{municipality}: You can now book a time for the mounting of eLås. Log in: {link}"
        ),
        Task.REMOVE: _(
            "{municipality}: You can now book a time for the removal of eLås. Log in: {link}"
        ),
    },
    Purpose.UNBOOKED: {
        Task.MOUNT: _(
            "{municipality}: No time for the mounting of eLås is booked yet. Log in: {link}"
        ),
        Task.REMOVE: _(
            "{municipality}: No time for the removal of eLås is booked yet. Log in: {link}"
        ),
    },
    Purpose.BOOKED: {
        Task.MOUNT: _("{municipality}: eLås is mounted {when}. Move or cancel: {link}"),
        Task.REMOVE: _("{municipality}: eLås is taken away {when}. Move or cancel: {link}"),
    },
    Purpose.MOVED: {
        Task.MOUNT: _(
            "{municipality}: The mounting of eLås is moved to {when}. Move or cancel: {link}"
        ),
        Task.REMOVE: _(
            "{municipality}: The removal of eLås is moved to {when}. Move or cancel: {link}"
        ),
    },
    Purpose.CANCELLED: {
        Task.MOUNT: _("{municipality}: The mounting of eLås {when} is cancelled. Log in: {link}"),
        Task.REMOVE: _("{municipality}: The removal of eLås {when} is cancelled. Log in: {link}"),
    },
    Purpose.REMINDER: {
        Task.MOUNT: _("{municipality}: Remember: eLås is mounted {when}. Move or cancel: {link}"),
        Task.REMOVE: _(
            "{municipality}: Remember: eLås is taken away {when}. Move or cancel: {link}"
        ),
    },
}


def text(purpose: Purpose, *, task: Task, language: str, start: datetime | None = None) -> str:
    """The SMS in `language` (one of people.languages.WRITTEN); `start`: when somebody comes."""
    with translation.override(language):
        return str(TEXTS[purpose][task]).format(
            municipality=settings.MUNICIPALITY_NAME,
            link=settings.CITIZENS_ADDRESS,
            when=_when(start) if start else "",
        )


def _when(start: datetime) -> str:
    """Day and time of day; never «tomorrow», for nobody knows when it is read."""
    local = timezone.localtime(start)
    day = formats.date_format(local, pgettext("a date's format", "l j F"))
    clock = pgettext("time of day", "{hour}:{minute}").format(
        hour=f"{local.hour:02}", minute=f"{local.minute:02}"
    )
    return pgettext("a moment", "{day} at {time}").format(day=day, time=clock)
