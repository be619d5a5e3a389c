"""The lock at Turid's, and a responder's browser, at noon."""

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.doors.models import Home, Unit
from elaas.people.models import Recipient
from elaas.web.roles import Role
from tests import make
from tests.pages.at_work import somebody
from tests.pages.service.scene import HOUR, NOON, visits
from tests.pages.test_roles_of_citizens import TURID


@pytest.fixture(autouse=True)
def noon(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elaas.web.clock.read", lambda: NOON)
    settings.DEMO = False
    settings.PATROL_PHONE, settings.PATROL_PHONE_2 = "72 54 83 94", "72 54 83 79"


@pytest.fixture
def home() -> Home:
    return make.make_home(address="Ila 110")


@pytest.fixture
def door(home: Home, turid: Recipient) -> Unit:
    """The lock at Turid's, where somebody has been."""
    Recipient.objects.filter(pk=turid.pk).update(national_id=TURID)
    visits(home, turid, ends_at=NOON - 2 * HOUR, starts_at=NOON - 3 * HOUR)
    return make.make_unit(home=home, label="4711")


@pytest.fixture
def patrol(client: Client) -> Client:
    """A responder's browser."""
    somebody(client, Role.RESPONDER)
    return client
