"""`elaas import-fhir`: take in a care system's export."""

import argparse
import gc
import importlib
import json
from pathlib import Path

from elaas.jobs.report_file import ReportFile
from elaas.jobs.setup import ready
from elaas.jobs.stop import Stop

_IMPORT = "elaas.jobs.importing"  # loads Django's models, and so only once there is a database


def main(argv: list[str]) -> int:
    """Import a file; raises Stop if it cannot be done at all."""
    arguments = _parser().parse_args(argv)
    bundle = read(arguments.file)
    gc.freeze()  # it stays to the end, and a long import need not look through it again
    with ReportFile(arguments.report) as report, ready():
        job = importlib.import_module(_IMPORT)
        report.write(job.import_and_tell(bundle))
    return 0


def read(path: Path) -> object:
    """The JSON in the file at `path`. Raises Stop."""
    try:
        content: object = json.loads(path.read_bytes())
    except OSError as reason:
        raise Stop(f"{path} cannot be read: {reason.strerror}.") from None
    except RecursionError:
        raise Stop(f"{path} is nested too deeply to be a FHIR Bundle.") from None
    except ValueError as reason:
        raise Stop(f"{path} is not JSON: {reason}.") from None
    return content


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="elaas import-fhir",
        description="Take in a care system's export: a FHIR R4 collection Bundle in JSON.",
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument(
        "--report", metavar="FILE", type=Path, help="write counts and rejected resources as JSON"
    )
    return parser
