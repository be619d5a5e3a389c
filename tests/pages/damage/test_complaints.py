"""Whoever is told a decision may complain, and it is decided again."""

from datetime import timedelta

import pytest
from django.test import Client

from elaas.damage.models import DamageComplaint
from elaas.damage.rules import Outcome
from elaas.doors.models import Unit
from elaas.people.grants import GrantedRole
from elaas.people.models import Recipient
from elaas.web import clock
from tests import damages, make
from tests.pages.at_work import work_as
from tests.pages.damage.scene import decide, words
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import TURID, log_in

pytestmark = pytest.mark.django_db


def test_the_recipient_reads_the_decision_and_complains_and_it_is_decided_again(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    damages.make_ruling(
        row,
        outcome=Outcome.RECIPIENT,
        amount=1500,
        because="Låsen ble skrudd av.",
        now=clock.read() - timedelta(days=2),
    )
    log_in(client, TURID)
    page = f"/min-side/skade/{turid.id}/{row.id}/"
    said = words(client, page)
    assert "Du må erstatte det som ble skadet. Det koster 1 500 kroner." in said
    assert "Låsen ble skrudd av." in said

    assert "Skriv hva du vil ha endret" in look(client.post(page, {"text": " "}).content).words
    assert client.post(page, {"text": "Det var ikke meg."}).status_code == 302
    assert "Vi har fått klagen din." in words(client, page)

    work_as(client, GrantedRole.COORDINATOR)
    assert "Det var ikke meg." in words(client, f"/skader/{row.id}/")
    decide(client, row, seen="2")
    assert "Du betaler ingenting." in words(client, page)


def test_a_complaint_by_telephone_is_noted_and_one_that_came_late_is_marked(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    damages.make_ruling(row, now=clock.read() - timedelta(days=22))
    anne = work_as(client, GrantedRole.SERVICE_DESK)

    client.post(f"/skader/{row.id}/klage/", {"text": "Hun er uenig."})

    assert DamageComplaint.objects.get().by_id == anne.id
    assert "Den kom senere enn tre uker etter vedtaket." in words(client, f"/skader/{row.id}/")


def test_nobody_complains_of_what_is_not_decided(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    log_in(client, TURID)

    answer = client.post(f"/min-side/skade/{turid.id}/{row.id}/", {"text": "Nei."})

    assert answer.status_code == 400
    assert "Ingenting er avgjort ennå." in look(answer.content).words
    assert client.get(f"/min-side/skade/{turid.id}/{row.id}/brev.pdf").status_code == 404


def test_another_recipient_s_case_is_not_found(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    other = damages.make_damage(make.make_recipient(), home=make.make_home())
    log_in(client, TURID)

    assert client.get(f"/min-side/skade/{turid.id}/{other.id}/").status_code == 404
