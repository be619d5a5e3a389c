"""An air for a whole file of tests, and a house in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.air import rig
from tests.air.rig import House


@pytest.fixture(scope="module")
def radio() -> Iterator[str]:
    """The RADIO of a virtual air."""
    with rig.air() as name:
        yield name


@pytest.fixture
def house(tmp_path: Path, radio: str) -> Iterator[House]:
    """A house whose lock is awake on the air, claimed, and knows the time."""
    built = rig.new_house(tmp_path)
    with built.running(radio, "--awake"):
        built.claim(radio)
        yield built
