"""`elaas shift`: record when an employee is at work, where no other system does."""

import argparse
import importlib
from datetime import datetime, timedelta

from elaas.jobs.setup import ready
from elaas.jobs.stop import Stop
from elaas.jobs.words import EMPLOYEE

LONGEST = timedelta(hours=24)
FIRST_YEAR, LAST_YEAR = 1900, 2199  # arithmetic in any time zone stays within what a date can hold
_RECORD = "elaas.jobs.shift_record"  # loads Django's models, and so only once there is a database


def main(argv: list[str]) -> int:
    """Run `elaas shift`; raises Stop."""
    parser = argparse.ArgumentParser(
        prog="elaas shift",
        description="Record a shift. What the employee's assignments open is cut at its end.",
    )
    parser.add_argument("employee", metavar="EMPLOYEE", help=EMPLOYEE)
    for name in ("start", "end"):
        parser.add_argument(
            name, metavar=name.upper(), type=_moment, help="e.g. 2026-12-01T07:00+01:00"
        )
    arguments = parser.parse_args(argv)
    if arguments.end <= arguments.start:
        raise Stop("The shift must end after it starts.")
    if arguments.end - arguments.start > LONGEST:
        raise Stop("The shift is longer than 24 hours: record each shift by itself.")
    with ready():
        job = importlib.import_module(_RECORD)
        job.record(arguments.employee, starts_at=arguments.start, ends_at=arguments.end)
    return 0


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"«{text}» is no time like 2026-12-01T07:00+01:00"
        ) from None
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"«{text}» does not say its time zone, like +01:00")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"«{text}» is not a time of our age")
    return at
