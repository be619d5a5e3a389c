"""`elaas phone invite` and `elaas phone block`: the server's side of an employee's phone."""

import argparse
import importlib

from elaas.jobs.setup import ready
from elaas.jobs.words import EMPLOYEE

_PHONE = "elaas.jobs.phone_change"  # loads Django's models, and so only once there is a database


def main(argv: list[str]) -> int:
    """Run one of the two; raises Stop."""
    parser = argparse.ArgumentParser(prog="elaas phone")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, text in (
        ("invite", "Print a code that enrols one phone within an hour."),
        ("block", "Block the employee's phone, and take back what it opens."),
    ):
        command = commands.add_parser(name, description=text)
        command.add_argument("employee", metavar="EMPLOYEE", help=EMPLOYEE)
    arguments = parser.parse_args(argv)
    with ready():
        job = importlib.import_module(_PHONE)
        {"invite": job.invite, "block": job.block}[arguments.command](arguments.employee)
    return 0
