"""What the service desk fills in about crews, read strictly; a sentence says what is wrong."""

from datetime import date, time
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext

from elaas.mounting.rules import Hours, Place

LONGEST_NAME = 60
_FURTHEST = (90, 180)  # degrees
SPANS = (1, 2)  # before and after a break


class Unclear(Exception):
    """What was filled in cannot be used; the message says why, to whoever filled it in."""


def name(given: QueryDict) -> str:
    """A crew's name. Raises Unclear."""
    said = given.get("name", "").strip()
    if not said or len(said) > LONGEST_NAME or not said.isprintable():
        raise Unclear(gettext("Write a name of at most 60 letters."))
    return said


def hours(given: QueryDict) -> list[Hours]:
    """Up to two spans for each weekday. Raises Unclear."""
    found = [one for day in range(7) for one in _of_day(given, day)]
    if not found:
        raise Unclear(gettext("A crew works at least on one day of the week."))
    return found


def base(given: QueryDict) -> Place:
    """Where the van stands; both numbers, or none. Raises Unclear."""
    texts = [given.get(key, "").strip().replace(",", ".") for key in ("latitude", "longitude")]
    if texts == ["", ""]:
        return Place()
    try:
        degrees = [float(text) for text in texts]
    except ValueError:
        degrees = []
    if not degrees or not all(
        abs(one) <= most for one, most in zip(degrees, _FURTHEST, strict=True)
    ):
        raise Unclear(
            gettext("Write latitude and longitude as numbers such as 63.4305 and 10.3951.")
        )
    return Place(*degrees)


def days(given: QueryDict) -> tuple[date, date]:
    """The first and the last day. Raises Unclear."""
    first, last = (day(given, key) for key in ("first", "last"))
    if last < first:
        raise Unclear(gettext("The last day is before the first."))
    return first, last


def day(given: QueryDict, key: str) -> date:
    """A day. Raises Unclear."""
    try:
        return date.fromisoformat(given.get(key, ""))
    except ValueError:
        raise Unclear(gettext("Choose a day.")) from None


def somebody(given: QueryDict) -> UUID:
    """An employee. Raises Unclear."""
    try:
        return UUID(given.get("employee", ""))
    except ValueError:
        raise Unclear(gettext("Choose an employee.")) from None


def _of_day(given: QueryDict, weekday: int) -> list[Hours]:
    found: list[Hours] = []
    for number in SPANS:
        texts = [given.get(f"{edge}-{weekday}-{number}", "") for edge in ("from", "to")]
        if texts == ["", ""]:
            continue
        try:
            starts, ends = (time.fromisoformat(text) for text in texts)
        except ValueError:
            raise Unclear(gettext("Write both when work begins and when it ends.")) from None
        if starts.tzinfo or ends.tzinfo or ends <= starts or (found and starts < found[-1].ends):
            raise Unclear(
                gettext("Work must end after it begins, and begin again after the break.")
            )
        found.append(Hours(weekday, starts, ends))
    return found
