"""Crews' calendars, kept by the service desk: hours, days off, who drives with whom."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from elaas.access.rules import Period
from elaas.ledger.models import Entry
from elaas.mounting.models import Closure, Crew, CrewMember, WorkingHours
from elaas.mounting.queries.calendar import today
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee
from elaas.people.operations.grants import grant_role
from elaas.web import clock
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Crew:
    return make.make_crew(name="Lag Øst")


@pytest.fixture
def per() -> Employee:
    employee = make.make_employee(given="Per", family="Aune")
    grant_role(employee=employee.id, role=GrantedRole.INSTALLER, now=clock.read())
    return employee


def said(client: Client, path: str, given: dict[str, str]) -> str:
    """What the page answers that takes nothing of it."""
    answer = client.post(f"/{path}", given)
    assert answer.status_code == 400
    return answer.content.decode()


def test_a_crew_begins_with_its_hours_and_base(client: Client) -> None:
    given = {"name": "Lag Vest", "latitude": "63,42", "longitude": "10.39"}
    hours = {"from-0-1": "08:00", "to-0-1": "11:30", "from-0-2": "12:00", "to-0-2": "15:30"}

    answer = client.post("/lag/kalender/", {**given, **hours})

    crew = Crew.objects.get(name="Lag Vest")
    assert answer["Location"] == f"/lag/{crew.id}/kalender/"
    assert (crew.latitude, crew.longitude) == (63.42, 10.39)
    spans = WorkingHours.objects.filter(crew=crew).order_by("starts")
    assert [(one.weekday, one.starts) for one in spans] == [(0, time(8)), (0, time(12))]


def test_its_hours_are_changed_and_shown(client: Client, crew: Crew) -> None:
    client.post(f"/lag/{crew.id}/kalender/", {"from-4-1": "09:15", "to-4-1": "14:45"})

    assert WorkingHours.objects.get(crew=crew).weekday == 4
    shown = client.get(f"/lag/{crew.id}/kalender/").content.decode()
    assert 'value="09:15"' in shown
    assert 'value="14:45"' in shown


def test_what_is_filled_in_wrongly_is_said_and_changes_nothing(client: Client, crew: Crew) -> None:
    good = {"name": "Lag 9", "from-0-1": "08:00", "to-0-1": "15:00"}
    for wrong, why in (
        ({"name": " "}, "Skriv et navn"),
        ({"name": "x" * 61}, "Skriv et navn"),
        ({"name": "Lag\0"}, "Skriv et navn"),
        ({"name": crew.name}, "et lag med det navnet"),
        ({"from-0-1": ""}, "Skriv både når"),
        ({"from-0-1": "25:00"}, "Skriv både når"),
        ({"to-0-1": "07:00"}, "Arbeidet må slutte"),
        ({"from-0-2": "14:00", "to-0-2": "16:00"}, "Arbeidet må slutte"),
        ({"from-0-1": "", "to-0-1": ""}, "minst én dag"),
        ({"latitude": "63"}, "breddegrad og lengdegrad"),
        ({"latitude": "nan", "longitude": "10"}, "breddegrad og lengdegrad"),
        ({"latitude": "91", "longitude": "10"}, "breddegrad og lengdegrad"),
    ):
        assert why in said(client, "lag/kalender/", {**good, **wrong})
    assert list(Crew.objects.all()) == [crew]
    assert "minst én dag" in said(client, f"lag/{crew.id}/kalender/", {})
    assert WorkingHours.objects.filter(crew=crew).count() == 5


def test_who_installs_drives_with_a_crew_from_a_day_until_another(
    client: Client, crew: Crew, per: Employee
) -> None:
    first = today(clock.read())
    last = first + timedelta(days=5)
    joins = {"employee": str(per.id), "first": first.isoformat(), "last": last.isoformat()}

    assert client.post(f"/lag/{crew.id}/medlemmer/", joins).status_code == 302

    assert CrewMember.objects.get().last == last
    assert "Per Aune" in client.get(f"/lag/{crew.id}/kalender/").content.decode()
    client.post(f"/lag/{crew.id}/medlemmer/", {**joins, "do": "leave"})
    assert not CrewMember.objects.exists()
    assert "da" in said(client, f"lag/{crew.id}/medlemmer/", {**joins, "do": "leave"})


def test_nobody_joins_who_does_not_install_or_on_no_day(
    client: Client, crew: Crew, per: Employee
) -> None:
    day, nurse = today(clock.read()).isoformat(), str(make.make_employee().id)
    path = f"lag/{crew.id}/medlemmer/"

    assert "Velg en ansatt." in said(client, path, {"employee": nurse, "first": day})
    assert "Velg en ansatt." in said(client, path, {"employee": "per", "first": day})
    assert "Velg en dag." in said(client, path, {"employee": str(per.id), "first": ""})
    backwards = {"employee": str(per.id), "first": day, "last": "2020-01-01"}
    assert "før den første" in said(client, path, backwards)
    assert not CrewMember.objects.exists()


def test_days_off_say_how_many_must_be_called_and_are_opened_again(
    client: Client, crew: Crew
) -> None:
    day = today(clock.read()) + timedelta(days=10)
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    slot = Period(start, start + timedelta(minutes=30))
    make.make_appointment(make.make_case(), crew=crew, slot=slot)
    given = {"first": day.isoformat(), "last": day.isoformat(), "crew": crew.name}

    answer = client.post("/lag/stengt/", given)

    assert "1 time står på disse dagene." in answer.content.decode()
    closure = Closure.objects.get()
    for _ in range(2):
        assert client.post(f"/lag/stengt/{closure.pk}/").status_code == 302
    assert not Closure.objects.exists()
    assert Entry.objects.filter(kind="days_reopened").count() == 1
    other = day + timedelta(days=1)
    everybody = {"first": other.isoformat(), "last": other.isoformat(), "crew": ""}
    assert client.post("/lag/stengt/", everybody).status_code == 302
    assert "ingen monterer" in client.get(f"/lag/{crew.id}/kalender/").content.decode()


def test_days_off_that_are_none_are_refused(client: Client, crew: Crew) -> None:
    day = today(clock.read()).isoformat()
    for given, why in (
        ({"first": "x", "last": day}, "Velg en dag."),
        ({"first": day, "last": "2020-01-01"}, "før den første"),
        ({"first": "2020-01-01", "last": "2020-01-01"}, "Den dagen er over."),
        ({"first": day, "last": day, "crew": crew.name + "x"}, "Velg et lag."),
    ):
        assert why in said(client, "lag/stengt/", given)
    assert not Closure.objects.exists()


def test_a_crew_ends_once_it_is_to_come_to_nobody(client: Client, crew: Crew) -> None:
    start = clock.read() + timedelta(days=3)
    slot = Period(start, start + timedelta(minutes=30))
    appointment = make.make_appointment(make.make_case(), crew=crew, slot=slot)

    assert "Flytt de timene først" in said(client, f"lag/{crew.id}/slutt/", {})
    appointment.delete()
    assert client.post(f"/lag/{crew.id}/slutt/").status_code == 302
    assert client.get(f"/lag/{crew.id}/kalender/").status_code == 404
    assert client.get(f"/lag/{uuid4()}/kalender/").status_code == 404
