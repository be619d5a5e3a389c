"""`elaas publish`: a checkpoint of everything there is, at once."""

import argparse
import importlib

from elaas.jobs.setup import ready

_AT_ONCE = "elaas.jobs.publish_at_once"  # loads Django's models


def main(argv: list[str]) -> int:
    """Run `elaas publish`; raises Stop."""
    argparse.ArgumentParser(
        prog="elaas publish",
        description="Give what was committed its places in the log and sign a checkpoint, at once.",
    ).parse_args(argv)
    with ready():
        print(importlib.import_module(_AT_ONCE).publish_at_once())
    return 0
