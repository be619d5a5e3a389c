"""A lock's page: how it is, and what waits for a person."""

from datetime import timedelta

import pytest
from django.test import Client

from elaas.access.explain import Kind
from elaas.access.models import Incident, Journal
from elaas.access.queries.journals import Gap
from elaas.access.queries.pages.lock import lock_page
from elaas.doors.models import Unit, UnitKind
from elaas.protocol.receipt import Outcome
from tests import make
from tests.make import NOON
from tests.pages.look import look

pytestmark = pytest.mark.django_db


@pytest.fixture
def lock() -> Unit:
    return make.make_unit(home=make.make_home(address="Persaunvegen 7"), label="0042")


def read(client: Client, unit: Unit) -> str:
    return look(client.get(f"/lock/{unit.lock_id}/").content).words


def bring(unit: Unit, *numbers: int, complete_to: int) -> None:
    phone = make.make_phone(make.make_employee())
    for seq in numbers:
        make.make_receipt(unit, phone=phone, seq=seq, outcome=Outcome.EXPIRED)
    Journal.objects.create(unit=unit, complete_to=complete_to, last_seq=max(numbers))


def gaps(unit: Unit) -> tuple[Gap, ...]:
    found = lock_page(unit.lock_id, now=NOON)
    assert found is not None
    return found.gaps


def test_a_new_lock_has_told_nothing(client: Client, lock: Unit) -> None:
    words = read(client, lock)

    assert "Lås 0042 Ingenting venter. Dør Inngangsdør, Persaunvegen 7" in words
    assert "Batteri Ikke kjent ennå Siste kontakt Ingen ennå Kvitteringer Ingen ennå" in words
    assert "Låsen har ikke gitt beskjed om noe ennå." in words


def test_a_gap_is_an_open_question(client: Client, lock: Unit) -> None:
    bring(lock, 10, 11, 15, 17, complete_to=11)

    words = read(client, lock)

    assert "Alle til og med nummer 11 av 17 er kommet" in words
    assert "Kvittering 12–14 mangler." in words  # noqa: RUF001
    assert "Kvittering 16 mangler." in words


def test_gaps_begin_where_the_journal_is_complete(lock: Unit) -> None:
    bring(lock, 4, 5, 9, complete_to=2)

    assert gaps(lock) == (Gap(lock.lock_id, 3, 3), Gap(lock.lock_id, 6, 8))


def test_a_complete_journal_has_no_gaps(client: Client, lock: Unit) -> None:
    bring(lock, 1, 2, 3, complete_to=3)

    assert gaps(lock) == ()
    assert "Alle er kommet, til og med nummer 3" in read(client, lock)


def test_it_tells_what_happened_last_and_who_it_was(client: Client, lock: Unit) -> None:
    kari = make.make_employee(given="Kari", family="Nilsen")
    phone = make.make_phone(kari)
    assert lock.home
    visit = make.make_assignment(employee=kari, home=lock.home)
    credential = make.make_credential(visit, phone=phone, unit=lock)
    make.make_receipt(lock, phone=phone, credential=credential, seq=1)
    make.make_receipt(lock, phone=phone, outcome=Outcome.NO_CREDENTIAL, operation="lock", seq=2)

    words = read(client, lock)

    assert "Kari N. åpnet Kvittering 1" in words
    assert "En ukjent person prøvde å låse Avvist" in words


def test_an_incident_waits_for_a_person(client: Client, lock: Unit) -> None:
    for number, kind in enumerate(Kind):
        Incident.objects.create(
            kind=kind, unit=lock, digest=bytes([number]), body=b"", noted_at=NOON
        )

    words = read(client, lock)

    assert "Noe her må ses på." in words
    assert "Låsen åpnet uten en tilgang vi har gitt." in words


def test_a_battery_to_change_says_so(client: Client, lock: Unit) -> None:
    Journal.objects.create(unit=lock, battery=19, last_contact_at=NOON - timedelta(days=1))

    assert "19 %. Bytt det snart." in read(client, lock)


def test_an_entrance_is_protected_by_whoever_lives_behind_it(client: Client) -> None:
    building = make.make_building(address="Kongens gate 12")
    entrance = make.make_unit(building=building)
    make.make_assignment(
        employee=make.make_employee(),
        home=make.make_home(building=building),
        recipient=make.make_recipient(protection="R"),
    )

    words = read(client, entrance)

    assert "Adressen er beskyttet." in words
    assert "Kongens gate" not in words
    assert "Kongens gate" not in look(client.get("/").content).words


def test_a_key_box_is_called_a_key_box(client: Client) -> None:
    box = make.make_unit(home=make.make_home(), kind=UnitKind.KEY_BOX, label="0077")

    assert "Nøkkelboks 0077" in read(client, box)
