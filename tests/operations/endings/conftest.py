"""Turid, who lives where a lock is on the door."""

from collections.abc import Callable

import pytest

from elaas.doors.models import Home, Unit
from elaas.people.models import Employee, Recipient
from tests import make


@pytest.fixture
def kari() -> Employee:
    return make.make_employee()


@pytest.fixture
def lives_at(kari: Employee) -> Callable[..., Recipient]:
    def made(home: Home, **fields: object) -> Recipient:
        person = make.make_recipient(**fields)
        make.make_assignment(employee=kari, home=home, recipient=person)
        return person

    return made


@pytest.fixture
def home() -> Home:
    return make.make_home()


@pytest.fixture
def unit(home: Home) -> Unit:
    return make.make_unit(home=home)


@pytest.fixture
def turid(home: Home, unit: Unit, lives_at: Callable[..., Recipient]) -> Recipient:
    """Turid lives there, and a lock is on her door."""
    return lives_at(home)
