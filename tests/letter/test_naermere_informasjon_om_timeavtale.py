"""«Du vil få nærmere informasjon om timeavtale»: when it can be booked, and when it is booked."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.mounting.models import MountingCase
from elaas.mounting.operations.booking import Done, book
from elaas.mounting.operations.invitation import invite
from elaas.notices.models import Message
from elaas.people.actors import Actor, ActorKind
from tests import make
from tests.make import NOON
from tests.notices.town import TURID
from tests.operations.told.scene import post_letters, work
from tests.pages.look import look
from tests.world import check_world

pytestmark = pytest.mark.django_db

OPEN = date(2026, 11, 1)
THURSDAY_AT_TEN = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def to_be_mounted(*, online: bool) -> MountingCase:
    """Turid has been found to need one, and is told."""
    turid = make.make_recipient(national_id=TURID, family="Bakken")
    home = make.make_home(postal_code="7012", city="Trondheim")
    case = invite(recipient=turid.id, home=home.id, with_alarm=False, online=online, now=NOON)
    return MountingCase.objects.get(pk=case)


def test_first_comes_the_letter_then_the_sms_and_then_the_time(settings: Settings) -> None:
    settings.BOOKING_OPENS_ON = OPEN
    make.make_crew()
    case = to_be_mounted(online=True)
    assert work(NOON) == []
    assert Message.objects.filter(purpose="information").exists()

    post_letters()
    [invited] = work(NOON)
    assert "Du kan nå bestille" in invited
    assert invited.endswith(settings.CITIZENS_ADDRESS)

    herself = Actor(ActorKind.RECIPIENT, case.recipient_id)
    answer = book(case=case.id, start=THURSDAY_AT_TEN, by=herself, opens_on=OPEN, now=NOON)
    assert isinstance(answer, Done)
    [said] = work(NOON)
    assert "eLås monteres torsdag 3. desember kl. 10.00" in said
    check_world()


def test_until_people_book_online_nobody_is_texted_and_all_stand_on_the_patrols_list(
    client: Client, settings: Settings
) -> None:
    settings.DEMO, settings.BOOKING_OPENS_ON = True, None
    to_be_mounted(online=False)
    post_letters()

    assert work(NOON, is_open=False) == []
    assert "Turid Bakken" in look(client.get("/ringeliste/").content).words
    check_world()
