"""`elaas work`: do the jobs that wait, and those of every minute."""

import argparse
import importlib

from elaas.jobs.setup import ready

_WORKING = "elaas.jobs.working"  # loads Django's models, and so only once there is a database


def main(argv: list[str]) -> int:
    """Work until SIGINT or SIGTERM; what has been begun is finished first."""
    parser = argparse.ArgumentParser(
        prog="elaas work",
        description="Send messages and do other jobs, until Ctrl-C. Any number may run at once.",
    )
    parser.parse_args(argv)
    with ready():
        importlib.import_module(_WORKING).work()
    return 0
