"""The coordinator's queue: who waits for a lock, and whose doors are ready."""

from datetime import timedelta

import pytest
from django.test import Client

from elaas.access.models import Journal
from elaas.access.rules import Period
from elaas.doors.models import Home
from elaas.people.models import Recipient
from tests import make
from tests.make import NOON, make_decision
from tests.pages.look import look

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(turid: Recipient) -> Home:
    """Where Turid is visited: a flat behind a common entrance."""
    building = make.make_building(address="Kongens gate 12", entrance_recorded_at=NOON)
    flat = make.make_home(building=building, dwelling="H0203")
    make.make_assignment(employee=make.make_employee(), home=flat, recipient=turid)
    return flat


def read(client: Client, path: str = "/coordinator/") -> str:
    return look(client.get(path).content).words


def case(recipient: Recipient, rest: str = "") -> str:
    return f"/coordinator/recipient/{recipient.id}/{rest}"


def test_nothing_waits_where_nobody_gets_anything(client: Client) -> None:
    assert "Ingenting venter." in read(client)


def test_an_alarm_behind_a_door_that_is_not_ready_comes_first_and_says_what_it_means(
    client: Client, turid: Recipient, home: Home
) -> None:
    ola = make.make_recipient(given="Ola", family="Aas")
    make_decision(ola)
    make_decision(turid, safety_alarm=True)

    words = read(client)

    assert "Går alarmen, kan de som kommer, bli stående ute." in words
    assert words.index("Turid Bakken") < words.index("Trenger eLås, døren er ikke klar")
    assert words.index("Trenger eLås, døren er ikke klar") < words.index("Ola Aas")
    assert words.count("Turid Bakken") == 1


def test_somebody_is_ready_only_when_every_door_on_the_way_is(
    client: Client, turid: Recipient, home: Home
) -> None:
    make_decision(turid, safety_alarm=True)
    entrance = home.building

    make.make_unit(home=home)
    assert "Turid Bakken" in read(client)
    assert "Ikke alle dørene er klare." in read(client, case(turid))

    make.make_unit(building=entrance)
    assert "Ingenting venter." in read(client)
    assert "Alle dørene er klare." in read(client, case(turid))
    assert "stående ute" not in read(client, case(turid))


@pytest.mark.parametrize(("battery", "waits"), [(4, {"Turid"}), (5, set()), (None, set())])
def test_a_unit_whose_battery_is_empty_does_not_work(
    client: Client, turid: Recipient, battery: int | None, waits: set[str]
) -> None:
    make_decision(turid)
    home = make.make_home()
    make.make_assignment(employee=make.make_employee(), home=home, recipient=turid)
    Journal.objects.create(unit=make.make_unit(home=home), battery=battery)

    assert ({"Turid"} & set(read(client).split())) == waits
    assert ("Batteriet er tomt" in read(client, case(turid))) == bool(waits)


def test_a_unit_that_is_not_mounted_is_none(client: Client, turid: Recipient, home: Home) -> None:
    make_decision(turid)
    make.make_unit(home=home, mounted=False)

    assert "Inngangsdør: Ingen eLås i bruk på denne døren ennå" in read(client, case(turid))


def test_who_moves_must_be_ready_where_the_last_visit_is(
    client: Client, turid: Recipient, home: Home
) -> None:
    make_decision(turid)
    make.make_unit(home=home)
    make.make_unit(building=home.building)
    assert "Ingenting venter." in read(client)

    later = Period(NOON + timedelta(days=3), NOON + timedelta(days=3, hours=1))
    moved = make.make_home(address="Ila 110")
    make.make_assignment(employee=make.make_employee(), home=moved, recipient=turid, period=later)

    assert "Ila 110" in read(client, case(turid))
    assert "Turid Bakken" in read(client)


def test_without_a_visit_the_home_is_not_known(client: Client, turid: Recipient) -> None:
    make_decision(turid)

    assert "Vi kjenner ikke boligen" in read(client)


def test_somebody_nobody_has_asked_about_is_not_decided(client: Client, turid: Recipient) -> None:
    assert "Ikke avgjort ennå" in read(client)

    make_decision(turid, opens_the_door=True)
    assert "Ingenting venter." in read(client)


def test_a_recipient_is_found_by_name(client: Client, turid: Recipient) -> None:
    make.make_recipient(given="Ola", family="Aas")

    words = read(client, "/coordinator/?q=bakk+tur&because=care")
    assert "Turid Bakken" in words
    assert "Ola" not in words
    assert "Ingen treff her." in read(client, "/coordinator/?q=Petra%00&because=care")


def test_a_protected_address_is_on_none_of_the_pages(client: Client, home: Home) -> None:
    hidden = make.make_recipient(given="Máret", family="Sara", protection="V")
    make.make_assignment(employee=make.make_employee(), home=home, recipient=hidden)
    make_decision(hidden, safety_alarm=True)

    words = read(client, case(hidden))
    assert "Adressen er beskyttet." in words
    for page in (words, read(client), read(client, "/coordinator/?q=Sara&because=care")):
        assert "Máret Sara" in page
        assert "Kongens gate" not in page
