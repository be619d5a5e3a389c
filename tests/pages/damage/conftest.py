"""Turid's house with a lock on its door, outside the demo."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.people.models import Recipient
from elaas.web import clock
from tests import make
from tests.pages.test_roles_of_citizens import TURID


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.DEMO = False
    settings.MUNICIPALITY_NAME, settings.PATROL_PHONE = "Malvik kommune", "00 00 02 00"


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken", national_id=TURID)


@pytest.fixture
def unit(turid: Recipient) -> Unit:
    """The lock at her house, where Kari comes now."""
    house = make.make_home(address="Ila 110", postal_code="7018", city="Trondheim")
    now = clock.read()
    make.make_assignment(
        employee=make.make_employee(given="Kari", family="Nilsen"),
        home=house,
        recipient=turid,
        period=Period(now, now + timedelta(minutes=30)),
    )
    return make.make_unit(home=house)
