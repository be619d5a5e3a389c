"""Pages exist in the demo; `client` is Django's, and asks for no language."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True
