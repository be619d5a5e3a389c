"""`elaas phone invite`: the server's side of enrolling a phone, and so with Django."""

import argparse
import sys
import time
from datetime import UTC, datetime

from elaas.jobs.setup import ready


def main(argv: list[str]) -> int:
    """Print a one-time code for an employee; 1 and a sentence when there is no such employee."""
    parser = argparse.ArgumentParser(
        prog="elaas phone invite", description="Print a code that enrols one phone within an hour."
    )
    parser.add_argument(
        "employee", metavar="EMPLOYEE", help="employee number, HPR number or Practitioner id"
    )
    arguments = parser.parse_args(argv)
    with ready():
        # Django's models can be loaded only now.
        from elaas.people import queries  # noqa: PLC0415
        from elaas.people.operations import phones  # noqa: PLC0415

        try:
            employee = queries.employee_named(arguments.employee)
        except queries.NoSuchEmployee as reason:
            print(f"elaas phone: {reason}", file=sys.stderr)
            return 1
        print(phones.invite(employee=employee, now=datetime.fromtimestamp(time.time(), UTC)))
    return 0
