"""A folder that PostgreSQL's user can reach; pytest's own are closed to it when we are root."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from elaas.database import Cluster


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder of its own; whatever ran there is stopped, and it is removed."""
    made = Path(tempfile.mkdtemp(prefix="elaas-database-"))
    made.chmod(0o711)
    yield made
    for found in made.rglob("postgres.users"):
        Cluster(found.with_suffix("")).stop_if_unused()
    shutil.rmtree(made)
