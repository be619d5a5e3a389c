"""What a search asks for (https://hl7.org/fhir/R4/search.html); anything else is refused."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict

from elaas.access.queries.exchange.wanted import Moments, Reference, References
from elaas.api.fhir.answers import Refused
from elaas.mounting.queries.exchange import Identifiers

USUAL, MOST = 50, 200  # resources a page
AFTER = "_after"  # ours, in the link to the next page
_ALWAYS = {"_count", "_format", AFTER}
_REFERENCE = re.compile(r"(?:(?:https?://.*/)?([A-Z][A-Za-z]+)/)?([A-Za-z0-9._-]{1,64})")
_DATE = re.compile(
    r"(eq|ge|gt|le|lt|sa|eb)?(\d{4})(?:-(\d\d)(?:-(\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?"
    r"(?:Z|[+-]\d\d:\d\d)?)?)?)?"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search's parameters, of which only known ones are there."""

    query: QueryDict

    @property
    def count(self) -> int:
        """How many resources a page holds. Raises Refused."""
        text = self.query.get("_count", str(USUAL))
        if not text.isascii() or not text.isdigit() or int(text[:9]) == 0:
            raise _wrong("_count must be a number above 0.")
        return min(int(text[:9]), MOST)

    @property
    def after(self) -> str:
        """Where the page before ended; empty for the first."""
        return self.query.get(AFTER, "")

    def references(self, name: str, *types: str) -> list[References]:
        """Each time `name` is given: any of these. Of one type the id alone is enough."""
        return [
            tuple(_reference(name, one, types) for one in _alternatives(name, value))
            for value in self.query.getlist(name)
        ]

    def identifiers(self, name: str = "identifier") -> list[Identifiers]:
        """Each time it is given: any of these; `|value` has no system, and is nothing of ours."""
        return [
            tuple(_identifier(one) for one in _alternatives(name, value))
            for value in self.query.getlist(name)
        ]

    def moments(self, name: str) -> Moments:
        """When all that `name` says holds. A date without a time is one of Norway's."""
        found = Moments()
        for value in self.query.getlist(name):
            found = found.within(_moments(name, value))
        return found


def read(query: QueryDict, known: Collection[str]) -> Asked:
    """The parameters, if all are known. Raises Refused."""
    for name, values in query.lists():
        if name not in known and name not in _ALWAYS:
            some = ", ".join(sorted({*known, "_count"}))
            raise _wrong(f"The parameter {_shown(name)} is not known. These are: {some}.")
        if not all(values) or any(_NOT_TEXT.search(one) for one in values):
            raise _wrong(f"{_shown(name)} is empty, or no text.")
    return Asked(query)


def _shown(name: str) -> str:
    return f"«{name}»" if re.fullmatch(r"[\w.:-]{1,60}", name, re.ASCII) else "«…»"


def _alternatives(name: str, value: str) -> list[str]:
    some = value.split(",")
    if len(some) > MOST or not all(some):
        raise _wrong(f"{name} must be a value, or at most {MOST} with commas between.")
    return some


def _reference(name: str, text: str, types: Collection[str]) -> Reference:
    match = _REFERENCE.fullmatch(text)
    kind = (match[1] or (next(iter(types)) if len(types) == 1 else "")) if match else ""
    if match is None or kind not in types:
        examples = " or ".join(f"{one}/ID" for one in types)
        raise _wrong(f"{name} must be {examples}.")
    return Reference(kind, match[2])


def _identifier(text: str) -> tuple[str | None, str]:
    system, bar, value = text.partition("|")
    return (system, value) if bar else (None, text)


def _moments(name: str, text: str) -> Moments:
    wrong = _wrong(
        f"{name} must be a date or a time, such as ge2026-12-01; before it may stand"
        " eq, ge, gt, le, lt, sa or eb."
    )
    match = _DATE.fullmatch(text.replace(" ", "+"))
    if match is None or not _FIRST_YEAR <= int(match[2]) <= _LAST_YEAR:
        raise wrong
    try:
        begins, ends = _span(match)
    except ValueError:  # the 30th of February
        raise wrong from None
    return {
        "ge": Moments(begins, None),
        "gt": Moments(ends, None),
        "sa": Moments(ends, None),
        "lt": Moments(None, begins),
        "eb": Moments(None, begins),
        "le": Moments(None, ends),
    }.get(match[1], Moments(begins, ends))


def _span(match: re.Match[str]) -> tuple[datetime, datetime]:
    """From the first moment that the text may mean to just after the last."""
    zone = ZoneInfo(settings.TIME_ZONE)
    year, month, day = int(match[2]), int(match[3] or 1), int(match[4] or 1)
    begins = datetime(year, month, day, tzinfo=zone)
    if match[5]:
        at = datetime.fromisoformat(f"{match[2]}-{match[3]}-{match[4]}{match[5]}")
        at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
        return at, at + _exactness(match[5])
    if match[4]:
        ends = begins + timedelta(days=1)
    elif match[3]:
        ends = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    else:
        ends = datetime(year + 1, 1, 1, tzinfo=zone)
    return begins.astimezone(UTC), ends.astimezone(UTC)


def _exactness(time: str) -> timedelta:
    if "." in time:
        return timedelta(microseconds=1)
    return timedelta(seconds=1 if time.count(":", 0, 9) == 2 else 60)  # noqa: PLR2004  (two colons)


def _wrong(text: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, "invalid", text)
