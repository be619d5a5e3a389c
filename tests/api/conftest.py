"""A server with keys of its own, and a nurse."""

from pathlib import Path

import pytest
from pytest_django import Settings

from elaas.people.models import Employee
from tests.make import (
    make_employee,
)


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def kari() -> Employee:
    return make_employee(given="Kari", family="Nordmo")
