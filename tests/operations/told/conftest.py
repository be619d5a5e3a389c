"""Turid, who is to get a lock, her daughter, a crew, and booking that is open."""

from datetime import time

import pytest
from pytest_django import Settings

from elaas.mounting.models import Crew, MountingCase
from elaas.people.models import Kin, Recipient
from tests import make
from tests.notices.town import TURID
from tests.operations.told.scene import DAY, INGRID, OPEN


@pytest.fixture(autouse=True)
def opened(settings: Settings) -> None:
    settings.BOOKING_OPENS_ON, settings.REMIND_AT = OPEN, time(16)
    settings.REMIND_UNBOOKED_AFTER, settings.REMIND_UNBOOKED_TIMES = 7 * DAY, 2


@pytest.fixture(autouse=True)
def crew(db: None) -> Crew:
    return make.make_crew()


@pytest.fixture
def turid(db: None) -> Recipient:
    return make.make_recipient(national_id=TURID)


@pytest.fixture
def case(turid: Recipient) -> MountingCase:
    return make.make_case(turid, home=make.make_home(postal_code="7012", city="Trondheim"))


@pytest.fixture
def ingrid(turid: Recipient) -> Kin:
    """From the import alone she may book, and is told nothing."""
    return make.make_kin(turid, national_id=INGRID)
