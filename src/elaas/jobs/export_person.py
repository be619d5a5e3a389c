"""`elaas export-person`: everything that is kept about a person."""

import argparse
import importlib
from pathlib import Path

from elaas.jobs.setup import ready

_WRITE = "elaas.jobs.export_person_write"  # loads Django's models


def main(argv: list[str]) -> int:
    """Run `elaas export-person`; raises Stop."""
    parser = argparse.ArgumentParser(
        prog="elaas export-person",
        description="Everything about a person; a protected address is only in what they get"
        " on their own page.",
    )
    parser.add_argument("person", metavar="PERSON", help="our id, the care system's, or national")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all of it, for machines")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="to be read")
    parser.add_argument(
        "--ground",
        choices=["gdpr_15", "access_to_record"],
        default="gdpr_15",
        help="by what right; %(default)s unless you say otherwise",
    )
    asked = parser.parse_args(argv)
    if asked.json is None and asked.pdf is None:
        parser.error("say where to: --json FILE, --pdf FILE, or both")
    with ready():
        importlib.import_module(_WRITE).write(asked)
    return 0
