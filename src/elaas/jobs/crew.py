"""`elaas crew`: say when a crew mounts, and when nobody does."""

import argparse
import importlib
import re
from datetime import date, time

from elaas.jobs.setup import ready
from elaas.mounting.rules import Hours, Place

_RECORD = "elaas.jobs.crew_record"  # loads Django's models, and so only once there is a database
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([a-z]+)(?:-([a-z]+))?=(\d\d:\d\d)-(\d\d:\d\d)", re.ASCII)


def main(argv: list[str]) -> int:
    """Run `elaas crew`; raises Stop."""
    parser = argparse.ArgumentParser(
        prog="elaas crew", description="Say when a crew mounts, and when nobody does."
    )
    deeds = parser.add_subparsers(dest="deed", required=True)
    works = deeds.add_parser("works", help="from when until when it works, from now on")
    works.add_argument("name", metavar="NAME")
    works.add_argument(
        "hours", metavar="HOURS", type=_hours, nargs="+", help="e.g. mon-fri=08:00-11:30"
    )
    works.add_argument(
        "--base", metavar="LAT,LON", type=_base, default=Place(), help="where its day begins"
    )
    ends = deeds.add_parser("ends", help="it works no more")
    ends.add_argument("name", metavar="NAME")
    closed = deeds.add_parser("closed", help="on these days it does not mount, or nobody does")
    closed.add_argument("first", metavar="FIRST", type=_day, help="e.g. 2026-12-24")
    closed.add_argument("last", metavar="LAST", type=_day, help="the last of them")
    closed.add_argument("--crew", metavar="NAME", help="only this crew")
    joins = deeds.add_parser("joins", help="from when on an employee drives with it")
    joins.add_argument("name", metavar="NAME")
    joins.add_argument("employee", metavar="EMPLOYEE", help="the care system's id")
    joins.add_argument("--from", metavar="DAY", type=_day, dest="first", help="default: today")
    joins.add_argument("--until", metavar="DAY", type=_day, dest="last", help="the last day")
    leaves = deeds.add_parser("leaves", help="an employee drives with it no more")
    leaves.add_argument("name", metavar="NAME")
    leaves.add_argument("employee", metavar="EMPLOYEE", help="the care system's id")
    leaves.add_argument("--from", metavar="DAY", type=_day, dest="first", help="default: today")
    carries = deeds.add_parser("carries", help="units that lie in its van from now on")
    carries.add_argument("name", metavar="NAME")
    carries.add_argument("locks", metavar="LOCK", nargs="+")
    arguments = parser.parse_args(argv)
    with ready():
        importlib.import_module(_RECORD).record(arguments)
    return 0


def _hours(text: str) -> list[Hours]:
    told = _HOURS.fullmatch(text)
    try:
        first, last, *clock = told.groups() if told else ("", "", "", "")
        starts, ends = map(time.fromisoformat, clock)
        weekdays = range(DAYS.index(first), DAYS.index(last or first) + 1)
    except ValueError:
        weekdays, starts, ends = range(0), time.min, time.min
    if not weekdays or ends <= starts:
        raise argparse.ArgumentTypeError(f"«{text}» are no hours like mon-fri=08:00-15:30")
    return [Hours(weekday, starts, ends) for weekday in weekdays]


def _base(text: str) -> Place:
    try:
        latitude, longitude = (float(number) for number in text.split(","))
    except ValueError:
        latitude, longitude = 999.0, 999.0
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004  (degrees)
        raise argparse.ArgumentTypeError(f"«{text}» is no place like 63.4225,10.3950")
    return Place(latitude, longitude)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» is no day like 2026-12-24") from None
