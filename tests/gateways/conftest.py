"""The public services' look-alikes, and settings that lead to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from elaas.gateways import maskinporten
from tests.gateways.public_services import Services, running


@pytest.fixture
def services(tmp_path: Path, settings: Settings) -> Iterator[Services]:
    """They run, and this process uses them."""
    maskinporten.forget()
    with running() as found:
        for name, value in found.settings(tmp_path).items():
            setattr(settings, name.removeprefix("ELAAS_"), value)
        settings.ALTINN_URL = found.issuer.rstrip("/")
        yield found
    maskinporten.forget()
