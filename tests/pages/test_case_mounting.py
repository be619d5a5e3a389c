"""From the need to the booking: a coordinator lets a recipient book the mounting."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.doors.models import Home
from elaas.mounting.models import Appointment, MountingCase
from elaas.notices.models import Fallback, Message
from elaas.notices.rules import Why
from elaas.notices.texts import size
from elaas.people.models import Recipient
from elaas.web import clock
from tests import make
from tests.pages.look import look

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def home(turid: Recipient) -> Home:
    """Where Turid gets visits; no lock is on its door."""
    home = make.make_home()
    make.make_assignment(employee=make.make_employee(), home=home, recipient=turid)
    return home


def press(client: Client, recipient: Recipient, rest: str = "") -> int:
    path = f"/coordinator/recipient/{recipient.id}/mounting/{rest}"
    return client.post(path).status_code


def read(client: Client, recipient: Recipient) -> str:
    return look(client.get(f"/coordinator/recipient/{recipient.id}/").content).words


def test_who_must_have_an_elas_can_be_let_book_it(
    client: Client, turid: Recipient, home: Home
) -> None:
    make.make_decision(turid, safety_alarm=True)
    assert "Ingen kan bestille montering ennå." in read(client, turid)

    assert press(client, turid) == 302

    opened = MountingCase.objects.get()
    assert (opened.recipient, opened.home, opened.with_alarm) == (turid, home, True)
    assert "Ingen time er bestilt ennå." in read(client, turid)
    assert "Turid" in look(client.get("/patrol/booking/").content).words


@pytest.mark.usefixtures("home")
def test_who_need_not_have_one_cannot(client: Client, turid: Recipient) -> None:
    assert press(client, turid) == 404
    make.make_decision(turid, opens_the_door=True)

    assert press(client, turid) == 404
    assert "La dem bestille montering" not in read(client, turid)
    assert not MountingCase.objects.exists()


def test_nobody_can_book_before_the_home_is_known(client: Client, turid: Recipient) -> None:
    make.make_decision(turid, safety_alarm=True)

    assert press(client, turid) == 404
    assert "før boligen er kjent" in read(client, turid)


def test_when_nothing_is_to_be_mounted_any_more_nobody_comes(
    client: Client, turid: Recipient, home: Home
) -> None:
    make.make_decision(turid, safety_alarm=True)
    opened = make.make_case(turid, home=home)
    begins = clock.read() + DAY
    slot = Period(begins, begins + timedelta(minutes=30))
    make.make_appointment(opened, crew=make.make_crew(), slot=slot)
    assert "En time er bestilt:" in read(client, turid)

    assert press(client, turid, "end/") == 302

    assert Appointment.objects.get().cancelled_at is not None
    assert press(client, turid, "end/") == 404


def test_the_recipient_is_told_once_and_of_nothing_but_the_booking(
    client: Client, turid: Recipient, home: Home, settings: Settings
) -> None:
    settings.BOOKING_OPENS_ON = timezone.localdate(clock.read() - DAY)
    turid.language = "nn"
    turid.save()
    make.make_decision(turid, safety_alarm=True)

    for _ in range(2):
        press(client, turid)

    information = Message.objects.get(purpose="information")
    message = Message.objects.get(purpose="invitation")
    assert (message.recipient, message.after, message.language) == (turid, information, "nn")
    assert message.text.startswith("Trondheim kommune: Du kan no bestille tid")
    assert message.text.endswith(settings.CITIZENS_ADDRESS)
    assert size(message.text).parts == 1
    assert Message.objects.count() == 2
    assert [row.why for row in Fallback.objects.all()] == [Why.BY_POST]
    assert home == MountingCase.objects.get().home


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("opens_in", [None, DAY])
def test_until_booking_has_opened_nobody_is_texted_and_the_patrol_calls(
    client: Client, turid: Recipient, settings: Settings, opens_in: timedelta | None
) -> None:
    settings.BOOKING_OPENS_ON = timezone.localdate(clock.read() + opens_in) if opens_in else None
    make.make_decision(turid, safety_alarm=True)

    press(client, turid)

    assert Fallback.objects.get(message__purpose="invitation").why == Why.BOOKS_BY_CALL
    information = Fallback.objects.get(message__purpose="information")
    call = "Bestilling på nett er ikke åpnet ennå."
    assert call not in look(client.get("/ringeliste/").content).words
    client.post(f"/ringeliste/{information.pk}/brev/")
    assert call in look(client.get("/ringeliste/").content).words
