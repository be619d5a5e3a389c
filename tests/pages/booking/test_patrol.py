"""The patrol books for whoever calls."""

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.mounting.models import Appointment, MountingCase
from elaas.people.grants import GrantedRole
from tests.pages.at_work import work_as
from tests.pages.booking.scene import THURSDAY_AT_NINE
from tests.pages.look import look

pytestmark = pytest.mark.django_db


def test_the_patrol_books_moves_and_cancels_by_the_same_steps(
    client: Client, case: MountingCase, settings: Settings
) -> None:
    settings.BOOKING_OPENS_ON = None
    work_as(client, GrantedRole.RESPONDER)
    listed = look(client.get("/patrol/booking/").content)
    assert "Turid Bakken" in listed.words
    here = f"/patrol/booking/{case.id}/"
    assert here in listed.links
    assert f"{here}?dag=2026-12-03" in look(client.get(here).content).links

    booked = client.post(here, {"tid": THURSDAY_AT_NINE.isoformat(), "var": ""})

    assert booked["Location"] == "/patrol/booking/"
    assert Appointment.objects.get().booked_by_kind == "employee"
    assert "torsdag 3. desember kl. 09.00" in look(client.get("/patrol/booking/").content).words
    assert client.post(f"{here}avbestill/")["Location"] == "/patrol/booking/"
    assert client.get("/patrol/booking/00000000-0000-0000-0000-000000000007/").status_code == 404


def test_in_the_demo_nobody_books_without_being_somebody(
    client: Client, case: MountingCase, settings: Settings
) -> None:
    settings.DEMO = True

    answer = client.post(
        f"/patrol/booking/{case.id}/", {"tid": THURSDAY_AT_NINE.isoformat(), "var": ""}
    )

    assert answer.status_code == 409
    assert not Appointment.objects.exists()
