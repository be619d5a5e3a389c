"""`elaas forget`: erase what is past its time."""

import argparse
import importlib
from collections import Counter

from elaas.jobs.clock import now
from elaas.jobs.setup import ready

_FORGETTING = "elaas.jobs.forgetting"  # loads Django's models


def main(argv: list[str]) -> int:
    """Run `elaas forget`; raises Stop."""
    argparse.ArgumentParser(
        prog="elaas forget",
        description="Erase what is past its time, by the settings ELAAS_KEEP_...; the log tells.",
    ).parse_args(argv)
    with ready():
        gone: Counter[str] = Counter()
        for kept, rows in importlib.import_module(_FORGETTING).forgetting(now=now()):
            gone[kept] += rows
        for what, rows in gone.items():
            print(f"{what}: {rows} rows erased.")
        if not gone:
            print("Nothing is past its time.")
    return 0
