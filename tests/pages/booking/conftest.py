"""Noon of a Tuesday on which booking is open, and Turid, who is logged in."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.mounting.models import MountingCase
from elaas.people.models import Recipient
from tests import make
from tests.pages.booking.scene import NOON
from tests.pages.test_roles_of_citizens import TURID, log_in


@pytest.fixture(autouse=True)
def noon(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elaas.web.clock.read", lambda: NOON)
    settings.DEMO, settings.BOOKING_OPENS_ON = False, date(2026, 11, 1)


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken", national_id=TURID)


@pytest.fixture
def case(turid: Recipient) -> MountingCase:
    make.make_crew()
    return make.make_case(turid, home=make.make_home(address="Ila 110"))


@pytest.fixture
def browser(client: Client, case: MountingCase) -> Client:
    """Turid's, who is logged in."""
    log_in(client, TURID)
    return client
