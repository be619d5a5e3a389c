"""`elaas grant`: give an employee a role, or withdraw it."""

import argparse
import importlib

from elaas.jobs.setup import ready
from elaas.jobs.words import EMPLOYEE
from elaas.people.grants import GrantedRole

_CHANGE = "elaas.jobs.grant_change"  # loads Django's models, and so only once there is a database


def main(argv: list[str]) -> int:
    """Run `elaas grant`; raises Stop."""
    parser = argparse.ArgumentParser(
        prog="elaas grant", description="Give an employee a role, or withdraw it."
    )
    parser.add_argument("employee", metavar="EMPLOYEE", help=EMPLOYEE)
    parser.add_argument(
        "role", metavar="ROLE", choices=[role.value for role in GrantedRole], help="%(choices)s"
    )
    parser.add_argument("--withdraw", action="store_true", help="take the role back")
    arguments = parser.parse_args(argv)
    with ready():
        job = importlib.import_module(_CHANGE)
        change = job.withdraw if arguments.withdraw else job.grant
        change(arguments.employee, GrantedRole(arguments.role))
    return 0
