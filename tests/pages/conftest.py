"""Pages exist in the demo; `client` is Django's, and asks for no language."""

import pytest
from pytest_django import Settings

from elaas.doors.models import Unit
from elaas.people.models import Recipient
from tests import make


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def turid(db: None) -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken")


@pytest.fixture
def door(turid: Recipient) -> Unit:
    """The lock on the door of Turid's flat, behind a common entrance."""
    return make.make_unit(home=make.make_home(building=make.make_building()))
