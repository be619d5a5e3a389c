"""A lock on a door, and a phone."""

import pytest

from elaas.doors.models import Unit
from elaas.people.models import Phone
from tests.make import make_employee, make_home, make_phone, make_unit


@pytest.fixture
def unit() -> Unit:
    return make_unit(home=make_home())


@pytest.fixture
def phone() -> Phone:
    return make_phone(make_employee())
