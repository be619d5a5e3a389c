"""«Hvem har sett på dette?»: people read who at the municipality has looked at them, and why."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from joserfc.jwk import ECKey
from pytest_django import Settings

from elaas.access.models import Credential
from elaas.clients.operations import add_client
from elaas.clients.operations import look as client_looks
from elaas.people.grants import GrantedRole
from elaas.people.looks import ONE_LOOK, Because, Reason, Seen, What
from elaas.people.models import Employee, Look, Recipient
from elaas.people.operations.grants import grant_role
from elaas.people.operations.looks import look as note
from elaas.people.operations.looks import look_up_openings
from elaas.web import clock, look_words
from elaas.web.roles import Role
from tests import make
from tests.pages.at_home import today_at, visit_and_open
from tests.pages.at_work import somebody
from tests.pages.look import look

pytestmark = pytest.mark.django_db
VISIT = Reason(Because.ASSIGNMENT, UUID(int=1))
NEED = Reason(Because.NEED)


@pytest.fixture
def kari(db: None) -> Employee:
    return make.make_employee(given="Kari", family="Nilsen")


def read(client: Client, recipient: Recipient, rest: str = "") -> str:
    return look(client.get(f"/recipient/{recipient.id}/sett/{rest}").content).words


def test_nobody_has_looked(client: Client, turid: Recipient) -> None:
    assert "Ingen ansatte har sett på dette." in read(client, turid)


def test_who_looked_stands_there_as_on_the_badge_with_why_and_when(
    client: Client, turid: Recipient, kari: Employee
) -> None:
    ola = make.make_employee(role=None, given="Ola", family="Aas")
    grant_role(employee=ola.id, role=GrantedRole.COORDINATOR, now=today_at(1))
    for hour, what in ((7, What.PHONE), (10, What.DAY)):
        note(employee=kari.id, seen=[Seen(turid.id, VISIT)], what=what, now=today_at(hour))
    note(employee=ola.id, seen=[Seen(turid.id, NEED)], what=What.CASE, now=today_at(9))

    words = read(client, turid)

    assert (
        "Kari N., hjemmesykepleie De hadde et oppdrag hjemme hos deg. "
        "Flere ganger, fra 07.00 til 10.00 : dagen på telefonen, dagslisten." in words
    )
    assert "Ola A., Koordinator Det skulle avgjøres om du må ha eLås. 09.00 : saken din." in words
    assert "Nilsen" not in words


def test_looks_at_others_and_by_the_person_are_not_there(
    client: Client, turid: Recipient, kari: Employee
) -> None:
    note(
        employee=kari.id,
        seen=[Seen(make.make_recipient().id, NEED)],
        what=What.CASE,
        now=today_at(9),
    )
    client.get(f"/recipient/{turid.id}/")
    client.get(f"/recipient/{turid.id}/sett/")

    assert "Kari" not in read(client, turid)
    assert Look.objects.count() == 1


def test_earlier_ones_are_a_page_further(
    client: Client, turid: Recipient, kari: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elaas.people.queries.looks.LOOKS_A_PAGE", 2)
    for hours in range(3):
        now = today_at(9) - hours * timedelta(days=1)
        note(employee=kari.id, seen=[Seen(turid.id, NEED)], what=What.CASE, now=now)

    first = look(client.get(f"/recipient/{turid.id}/sett/").content)
    [there] = [link for link in first.links if link.startswith("?before=")]

    assert ("I dag" in first.words, "I går" in first.words) == (True, True)
    rest = read(client, turid, there)
    assert "I går" not in rest
    assert rest.count("Kari N.") == 1
    assert client.get(f"/recipient/{turid.id}/sett/?before=x").status_code == 404


def test_every_page_and_reason_has_its_words() -> None:
    assert set(look_words.WHATS) == set(What)
    assert set(look_words.WHYS) == set(Because)


def test_who_looks_up_what_a_colleague_opened_says_why_and_the_colleague_sees_it(
    client: Client, settings: Settings, turid: Recipient
) -> None:
    settings.DEMO = False
    home = make.make_home()
    visit_and_open(turid, make.make_unit(home=home, label="4711"), at=today_at(1))
    kari = Employee.objects.get()
    me = somebody(client, Role.COORDINATOR)
    page = f"/coordinator/ansatt/{kari.id}/"

    asked = look(client.get("/coordinator/ansatt/?q=Nilsen").content)
    assert page not in " ".join(asked.links)
    assert "Hvorfor ser du på dette?" in look(client.get(page).content).words
    assert not Look.objects.exists()

    found = look(client.get("/coordinator/ansatt/?q=Nilsen&because=check").content)
    assert f"{page}?because=check" in found.links
    for there in (f"{page}?because=check", page):
        words = look(client.get(there).content).words
        assert "Inngangsdør 4711, åpnet" in words
        assert turid.family not in words
        assert home.address not in words

    noted = Look.objects.get()
    assert (noted.employee_id, noted.colleague_id) == (me.id, kari.id)
    assert (noted.what, noted.because) == ("openings", "check")


def test_an_employee_sees_who_looked_up_what_they_opened(client: Client, kari: Employee) -> None:
    ola = make.make_employee(given="Ola", family="Aas")
    now = clock.read() - ONE_LOOK
    look_up_openings(employee=ola.id, colleague=kari.id, because=Because.CHECK, now=now)

    words = look(client.get(f"/employee/{kari.id}/sett/").content).words

    assert "Ola A." in words
    assert "De kontrollerte hvem som har hatt tilgang." in words


def test_openings_of_nobody_are_not_found(client: Client) -> None:
    assert client.get(f"/coordinator/ansatt/{UUID(int=7)}/").status_code == 404
    assert client.get(f"/recipient/{UUID(int=7)}/sett/").status_code == 404


def test_more_openings_are_a_page_further(
    client: Client, turid: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("elaas.access.queries.pages.openings.USES_A_PAGE", 1)
    unit = make.make_unit(home=make.make_home())
    visit_and_open(turid, unit, at=today_at(1))
    kari = Employee.objects.get()
    phone = make.make_phone(make.make_employee())
    credential = Credential.objects.get()
    make.make_receipt(unit, phone=phone, credential=credential, at=today_at(2))

    first = look(client.get(f"/coordinator/ansatt/{kari.id}/").content)
    [there] = [link for link in first.links if link.startswith("?before=")]
    rest = look(client.get(f"/coordinator/ansatt/{kari.id}/{there}").content)

    told = ["kl. 02.00 : Inngangsdør", "kl. 01.00 : Inngangsdør"]
    assert [one in first.words for one in told] == [True, False]
    assert [one in rest.words for one in told] == [False, True]


def test_recipients_see_which_systems_were_told_about_them(
    client: Client, turid: Recipient
) -> None:
    key = ECKey.generate_key("P-384", parameters={"kid": "one"})
    system = add_client(
        name="Innbyggerportalen",
        jwks={"keys": [key.as_dict(private=False)]},
        scopes="system/*.rs",
        now=clock.read(),
    )
    other = make.make_recipient()
    for whose, what in ((turid, "AuditEvent"), (turid, "Appointment"), (other, "AuditEvent")):
        client_looks(client=system, recipients=[whose.id], what=what, now=clock.read())

    page = look(client.get(f"/recipient/{turid.id}/sett/").content)
    older = client.get(f"/recipient/{turid.id}/sett/?before=2026-01-01T00:00:00Z")

    assert page.words.count("Innbyggerportalen") == 2
    assert "Hvem som har åpnet" in page.words
    assert "Besøk hos deg" in page.words
    assert page.faults == []
    assert b"Innbyggerportalen" not in older.content
