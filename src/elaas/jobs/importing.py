"""What `elaas import-fhir` and `elaas poll-fhir` share, and do once there is a database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from elaas.intake.operations import NotABundle, Report, import_bundle
from elaas.intake.operations.importing import Progress
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop

LONG = 5000  # entries; a shorter import is over before a bar is read


def import_and_tell(bundle: object) -> dict[str, object]:
    """Import `bundle`, print what became of it, and answer the report. Raises Stop."""
    with bar() as progress:
        try:
            report = import_bundle(bundle, now=now(), progress=progress)
        except NotABundle as reason:
            raise Stop(reason) from None
    print(counts(report))
    for line in rejections(report):
        print(line)
    return report.as_json()


@contextmanager
def bar() -> Iterator[Progress]:
    """A progress bar on standard error for long imports, when that is a terminal."""
    with tqdm(unit=" resources", disable=True, file=sys.stderr) as silent:
        shown = [silent]

        def progress(done: int, total: int) -> None:
            if shown[0] is silent and total >= LONG and sys.stderr.isatty():
                shown[0] = tqdm(total=total, unit=" resources", file=sys.stderr, leave=False)
            shown[0].update(done - shown[0].n)

        try:
            yield progress
        finally:
            shown[0].close()


def counts(report: Report) -> str:
    """What became of the resources, one line for each type."""
    lines = []
    for name, count in report.counts().items():
        if isinstance(count, int):
            told = str(count)
        else:
            told = ", ".join(f"{number} {outcome}" for outcome, number in count.items()) or "none"
        lines.append(f"{name + ':':<21}{told}".replace("_", " "))
    return "\n".join(lines)


def rejections(report: Report) -> list[str]:
    """One line for each resource that could not be used, or not wholly."""
    return [f"Rejected {one.reference}: {one.reason}" for one in report.rejected]
