"""Access shown by somebody else, or at another door: no page says more than is known."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from elaas.access.models import Credential
from elaas.access.queries.pages.chooser import chooser
from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.people.models import Employee, Recipient
from elaas.protocol.receipt import Outcome
from tests import make
from tests.make import NOON
from tests.pages.at_home import page, read, today_at, visit_and_open
from tests.pages.look import look

pytestmark = pytest.mark.django_db

COPIED = "Avvist Noen prøvde å bruke tilgangen til Kari N. på en annen telefon."


@pytest.fixture
def kari() -> Employee:
    return make.make_employee(given="Kari", family="Nilsen")


def give(
    kari: Employee, recipient: Recipient, unit: Unit, *, at: datetime | None = None
) -> Credential:
    """Kari's access to that door for a visit at that time, or early today."""
    start = at or today_at(1)
    assert unit.home
    visit = make.make_assignment(
        employee=kari,
        home=unit.home,
        recipient=recipient,
        period=Period(start, start + timedelta(minutes=30)),
    )
    return make.make_credential(visit, phone=make.make_phone(kari), unit=unit)


def show(credential: Credential, unit: Unit, outcome: Outcome) -> None:
    """Somebody shows that credential to that lock."""
    make.make_receipt(
        unit,
        phone=make.make_phone(make.make_employee()),
        credential=credential,
        at=credential.assignment.starts_at,
        outcome=outcome,
    )


def test_a_copy_on_another_phone_is_not_told_as_the_employees_doing(
    client: Client, turid: Recipient, door: Unit, kari: Employee
) -> None:
    show(give(kari, turid, door), door, Outcome.OTHER_KEY)

    words = read(client, turid)
    at_the_lock = look(client.get(f"/lock/{door.lock_id}/").content).words

    assert f"Vi vet ikke hvem 01.00 Prøvde å åpne inngangsdøren din {COPIED}" in words
    assert f"En ukjent person prøvde å åpne {COPIED}" in at_the_lock


def test_a_copy_on_another_phone_stands_apart_from_the_visit(
    client: Client, turid: Recipient, door: Unit, kari: Employee
) -> None:
    credential = give(kari, turid, door)
    show(credential, door, Outcome.DONE)
    show(credential, door, Outcome.OTHER_KEY)

    words = read(client, turid)
    her_own = look(client.get(f"/employee/{kari.id}/").content).words

    assert words.count("Kari N., hjemmesykepleie") == 1
    assert words.count("Vi vet ikke hvem") == 1
    assert "Prøvde å åpne" not in her_own


def test_access_shown_at_another_door_is_told_where_it_was_shown(
    client: Client, turid: Recipient, door: Unit, kari: Employee
) -> None:
    visit_and_open(turid, door, at=today_at(1))
    arne = make.make_recipient(given="Arne")
    show(give(kari, arne, make.make_unit(home=make.make_home())), door, Outcome.OTHER_LOCK)

    words = read(client, turid)

    assert "Vi vet ikke hvem 01.00 Prøvde å åpne inngangsdøren din Avvist" in words
    assert "Tilgangen gjaldt en annen dør." in words
    assert "Prøvde å åpne" not in read(client, arne)
    assert [one.recipient for one in chooser("").latest if not one.use.done] == [None]


def test_an_opening_with_access_for_another_door_tells_nothing_of_that_visit(
    turid: Recipient, door: Unit, kari: Employee
) -> None:
    visit_and_open(turid, door)
    arne = make.make_recipient(given="Arne")
    elsewhere = make.make_unit(home=make.make_home())
    credential = give(kari, arne, elsewhere, at=NOON + timedelta(minutes=5))
    show(credential, door, Outcome.DONE)

    shown = page(turid)

    assert [(use.unexplained, use.plan is None) for use in shown.uses] == [
        (True, True),
        (False, False),
    ]
    assert not shown.opened_for_another


def test_two_doors_opened_in_one_second_are_told_in_walking_order(
    turid: Recipient, door: Unit
) -> None:
    visit_and_open(turid, door)
    assert door.home
    entrance = make.make_unit(building=door.home.building)
    credential = door.credentials.get()
    same_visit = make.make_credential(credential.assignment, phone=credential.phone, unit=entrance)
    make.make_receipt(entrance, phone=credential.phone, credential=same_visit, at=NOON)

    assert [use.lock.lock_id for use in page(turid).uses] == [door.lock_id, entrance.lock_id]


def test_a_lock_that_was_put_into_use_needs_no_explanation(client: Client, door: Unit) -> None:
    make.make_receipt(door, phone=make.make_phone(make.make_employee()), operation="claim")

    words = look(client.get(f"/lock/{door.lock_id}/").content).words

    assert "Låsen ble tatt i bruk Kvittering" in words
    assert "Ikke forklart" not in words
    assert chooser("").latest == ()
