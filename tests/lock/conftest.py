"""The doors that tests stand in front of."""

from pathlib import Path

import pytest

from tests.lock.door import Door, new_door


@pytest.fixture
def new(tmp_path: Path) -> Door:
    """A factory-new door."""
    return new_door(tmp_path / "lock")


@pytest.fixture
def door(new: Door) -> Door:
    """A claimed door, whose clock shows noon."""
    new.claim()
    return new
