"""`elaas shift`: record when an employee is at work, where no other system does."""

import argparse
import importlib
import sys
from datetime import datetime

from elaas.jobs.setup import ready

_RECORD = "elaas.jobs.shift_record"  # loads Django's models, and so only once there is a database


def main(argv: list[str]) -> int:
    """Run `elaas shift`; answers 1 with a sentence on standard error if it cannot be done."""
    parser = argparse.ArgumentParser(
        prog="elaas shift",
        description="Record a shift. What the employee's assignments open is cut at its end.",
    )
    parser.add_argument("employee", metavar="EMPLOYEE", help="employee number or Practitioner id")
    for name in ("start", "end"):
        parser.add_argument(
            name, metavar=name.upper(), type=_moment, help="e.g. 2026-12-01T07:00+01:00"
        )
    arguments = parser.parse_args(argv)
    if arguments.end <= arguments.start:
        print("elaas shift: the shift must end after it starts.", file=sys.stderr)
        return 1
    with ready():
        job = importlib.import_module(_RECORD)
        try:
            job.record(arguments.employee, starts_at=arguments.start, ends_at=arguments.end)
        except job.NoSuchEmployee as reason:
            print(f"elaas shift: {reason}", file=sys.stderr)
            return 1
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
