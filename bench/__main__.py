"""`python -m bench`: everything, as a table on stderr and as JSON on stdout; exit 1 on a miss.

`python -m bench NAME ...` measures only those. Each part runs in a process of its own, on a
database of its own, so that none warms or fills memory for another.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, as_rows, show
from elaas.jobs.setup import ready

PARTS = (
    "opening",
    "issuing",
    "receipts",
    "importing",
    "phone",
    "chromium",
    "booking",
    "recipient",
    "route",
    "log",
    "proofs",
    "auditing",
)


def main(names: list[str]) -> int:
    """Measure the parts named, or all of them."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"There is no «{min(unknown)}»; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    found = [figure for name in names or PARTS for figure in measured(name)]
    show(found)
    return 0 if all(figure.kept for figure in found) else 1


def measured(name: str) -> list[Figure]:
    """The figures of one part, measured in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="elaas-bench-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's own user passes through
        environment = {**os.environ, "ELAAS_DATA": folder, "ELAAS_DATABASE_URL": ""}
        command = [sys.executable, "-m", "bench", "--here", name]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return [Figure(**row) for row in json.loads(done.stdout)]


def here(name: str) -> int:
    """Measure one part in this process and print its figures as JSON."""
    with ready():
        figures: list[Figure] = importlib.import_module(f"bench.{name}").figures()
        print(json.dumps(as_rows(figures)))
    return 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    raise SystemExit(here(arguments[1]) if arguments[:1] == ["--here"] else main(arguments))
