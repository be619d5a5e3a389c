"""The phone's JSDoc types hold, as TypeScript checks them; the phone itself needs no TypeScript."""

import subprocess
from pathlib import Path

import pytest

TYPES = Path(__file__).parent / "types"

pytestmark = pytest.mark.needs("npm", "npm")


@pytest.mark.parametrize("project", ["tsconfig.json", "tsconfig.worker.json"])
def test_the_phone_s_types_hold(project: str) -> None:
    command = [str(TYPES / "node_modules/.bin/tsc"), "--project", str(TYPES / project)]

    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.stdout + checked.stderr == ""
    assert checked.returncode == 0
