"""`elaas forget`: erase what is past its time, or one person before."""

import argparse
import importlib
from collections import Counter

from elaas.jobs.clock import now
from elaas.jobs.setup import ready

# They load Django's models.
_FORGETTING = "elaas.jobs.forgetting"
_PERSON = "elaas.jobs.forgetting_person"


def main(argv: list[str]) -> int:
    """Run `elaas forget`; raises Stop."""
    parser = argparse.ArgumentParser(
        prog="elaas forget",
        description="Erase what is past its time, by the settings ELAAS_KEEP_...; the log tells.",
    )
    parser.add_argument(
        "--person",
        metavar="PERSON",
        help="erase all about this one now: our id, the care system's, or the national number",
    )
    parser.add_argument(
        "--why", metavar="TEXT", help="the decision, in words that name nobody: the log keeps them"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would go, and erase nothing"
    )
    asked = parser.parse_args(argv)
    if (asked.person is None) != (asked.why is None):
        parser.error("--person and --why belong together")
    if asked.dry_run and asked.person is None:
        parser.error("--dry-run is for --person")
    with ready():
        if asked.person is not None:
            importlib.import_module(_PERSON).forget(asked)
            return 0
        gone: Counter[str] = Counter()
        for kept, rows in importlib.import_module(_FORGETTING).forgetting(now=now()):
            gone[kept] += rows
        for what, rows in gone.items():
            print(f"{what}: {rows} rows erased.")
        if not gone:
            print("Nothing is past its time.")
    return 0
