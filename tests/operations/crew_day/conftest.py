"""A crew with one installer, one appointment, and a new unit in its van."""

import pytest

from elaas.doors.models import Unit
from elaas.mounting.models import Appointment, Crew
from elaas.mounting.operations.van import load_units
from elaas.people.models import Phone
from tests import make
from tests.make import NOON, VISIT
from tests.operations.crew_day.scene import make_installer


@pytest.fixture
def crew() -> Crew:
    return make.make_crew()


@pytest.fixture
def booked(crew: Crew) -> Appointment:
    return make.make_appointment(make.make_case(), crew=crew, slot=VISIT)


@pytest.fixture
def spare(crew: Crew) -> Unit:
    """A new unit, in the crew's van."""
    unit = make.make_unit(mounted=False, claimed_at=None)
    load_units(lock_ids=[unit.lock_id], crew=crew.name, now=NOON)
    return unit


@pytest.fixture
def per(crew: Crew) -> Phone:
    return make_installer(crew)
