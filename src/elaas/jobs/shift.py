"""`elaas shift`: record when an employee is at work, where no other system does."""

import argparse
import importlib
from datetime import datetime

from elaas.jobs.setup import ready
from elaas.jobs.stop import Stop
from elaas.jobs.words import EMPLOYEE

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
    return at
