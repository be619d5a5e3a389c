"""Times as people say them, in the language of the page: «i dag kl. 10.12», «torsdag 12. mars»."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext


def moment(value: datetime, *, now: datetime) -> str:
    """Day and time of day."""
    words = {"day": day(value, now=now), "time": clock(value)}
    return pgettext("a moment", "{day} at {time}").format(**words)


def day(value: datetime, *, now: datetime) -> str:
    """The day as seen from `now`; with the year when it is another."""
    that, today = timezone.localdate(value), timezone.localdate(now)
    near = {0: gettext("today"), -1: gettext("yesterday"), 1: gettext("tomorrow")}
    if (that - today).days in near:
        return near[(that - today).days]
    if that.year == today.year:
        return formats.date_format(that, pgettext("a date's format", "l j F"))
    return whole_day(that)


def whole_day(value: date) -> str:
    """The day with its year."""
    return formats.date_format(value, pgettext("a date's format", "l j F Y"))


def clock(value: datetime) -> str:
    """The time of day. In the hour that comes twice in autumn it says which of the two."""
    local = timezone.localtime(value)
    words = pgettext("time of day", "{hour}:{minute}").format(
        hour=f"{local.hour:02}", minute=f"{local.minute:02}"
    )
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return words
    season = gettext("summer time") if local.fold == 0 else gettext("winter time")
    return f"{words} ({season})"


def until(value: datetime, *, start: datetime, now: datetime) -> str:
    """The end of something that began at `start`: the time of day, and the day if it is another."""
    if timezone.localdate(value) == timezone.localdate(start):
        return clock(value)
    return moment(value, now=now)


def iso(value: datetime) -> str:
    """For the `datetime` attribute: local time with its offset from UTC."""
    return timezone.localtime(value).isoformat(timespec="seconds")
