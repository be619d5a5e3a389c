"""Programs from npm that are not ours."""

import fcntl
import subprocess
from pathlib import Path


def install(program: Path) -> None:
    """Fetch the packages of the program in this folder, as scripts/test-tools.sh does, once."""
    with (program / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one at a time: npm empties the folder first
        if not (program / "node_modules" / ".package-lock.json").exists():
            subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],  # noqa: S607  (on PATH)
                cwd=program,
                check=True,
                capture_output=True,
            )
