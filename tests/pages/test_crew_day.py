"""A crew's day as pages: the order and the times, what does not fit, work orders, the van."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from elaas.access.rules import Period
from elaas.doors.models import Home
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, Carried, Crew, WorkOrder
from elaas.mounting.queries.calendar import today
from elaas.mounting.rules import OrderReason, Task
from elaas.web import clock
from elaas.web.crew_words import REASONS, TASKS
from tests import make
from tests.pages.look import look

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)


def workday() -> date:
    """A Wednesday that is no holiday and lies ahead."""
    day = today(clock.read()) + timedelta(days=7)
    while day.weekday() != 2 or (day.month, day.day) in {(12, 24), (12, 25), (12, 26), (1, 1)}:
        day += timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def order_at(home: Home | None = None, **fields: object) -> WorkOrder:
    """Something is to be done at the unit on that door, or on some."""
    return make.make_order(make.make_unit(home=home or make.make_home()), **fields)


def read(client: Client, path: str) -> str:
    """What the page says, links and all."""
    answer = client.get(f"/{path}")
    assert answer.status_code == 200
    seen = look(answer.content)
    return f"{seen.words} {' '.join(seen.links)}"


@pytest.fixture
def crew() -> Crew:
    return make.make_crew(name="Lag Øst", latitude=63.42, longitude=10.39)


def booked(crew: Crew, start: datetime) -> Appointment:
    home = make.make_home(address="Kirkegata 4", latitude=63.43, longitude=10.42)
    recipient = make.make_recipient(given="Gerd", family="Holm")
    case = make.make_case(recipient, home=home)
    return make.make_appointment(case, crew=crew, slot=Period(start, start + HALF_AN_HOUR))


def test_the_day_is_in_order_with_times_and_driving(client: Client, crew: Crew) -> None:
    day = workday()
    booked(crew, at(day, 11))
    order_at(
        home=make.make_home(address="Ila 110", latitude=63.425, longitude=10.40),
        crew=crew,
        day=day,
    )

    shown = read(client, f"lag/{crew.id}/?dag={day}")

    assert "Gerd Holm" in shown
    assert "Kirkegata 4" in shown
    assert "Ila 110" in shown
    assert "Se til låsen: Det er lite strøm på batteriet" in shown
    assert shown.index("Se til låsen") < shown.index("Gerd Holm")
    assert "minutter kjøring i alt" in shown
    assert "Dagen går ikke opp" not in shown


def test_a_day_that_does_not_fit_says_so_and_whom_it_concerns(client: Client, crew: Crew) -> None:
    day = workday()
    booked(crew, at(day, 9))
    order = order_at(crew=crew, day=day, home=make.make_home(latitude=64.9, longitude=12.0))

    shown = read(client, f"lag/{crew.id}/?dag={day}")

    assert "Dagen går ikke opp" in shown
    assert f"/ordre/{order.id}/" in shown


def test_nothing_fits_where_the_crew_does_not_work(client: Client, crew: Crew) -> None:
    day = workday() + timedelta(days=3)  # a Saturday
    order_at(crew=crew, day=day)

    shown = read(client, f"lag/{crew.id}/?dag={day}")

    assert "Laget jobber ikke denne dagen." in shown
    assert "Dagen går ikke opp" in shown


def test_a_protected_address_is_on_no_page_of_crews(client: Client, crew: Crew) -> None:
    day = workday()
    appointment = booked(crew, at(day, 11))
    appointment.case.recipient.protection = "V"
    appointment.case.recipient.save()
    order = order_at(home=appointment.case.home, crew=crew, day=day)

    for path in (f"lag/{crew.id}/?dag={day}", "ordre/", f"ordre/{order.id}/", "lag/"):
        shown = read(client, path)
        assert "Kirkegata" not in shown
    assert "Adressen er beskyttet" in read(client, f"ordre/{order.id}/")


def test_what_the_van_lacks_is_said_before_the_crew_drives(client: Client, crew: Crew) -> None:
    now = clock.read()
    day = next(
        on
        for on in (today(now) + timedelta(days=n) for n in range(1, 15))
        if "jobber ikke denne" not in read(client, f"lag/{crew.id}/?dag={on}")
    )
    booked(crew, at(day, 9))
    booked(crew, at(day, 11))
    Carried.objects.create(unit=make.make_unit(mounted=False), crew=crew, loaded_at=now)

    assert "1 enhet mangler i bilen." in read(client, "lag/")
    assert "1 enhet mangler i bilen." in read(client, f"lag/{crew.id}/?dag={day}")
    assert "1 enhet mangler i bilen." in read(client, f"lag/{crew.id}/bil/")

    Carried.objects.create(unit=make.make_unit(mounted=False), crew=crew, loaded_at=now)
    assert "mangler i bilen" not in read(client, "lag/")


def test_units_are_loaded_from_the_shelf_by_number_and_put_back(client: Client, crew: Crew) -> None:
    one, other = make.make_unit(mounted=False), make.make_unit(mounted=False)

    client.post(f"/lag/{crew.id}/bil/inn/", {"unit": [one.lock_id], "numbers": other.label})

    assert set(Carried.objects.values_list("unit", flat=True)) == {one.lock_id, other.lock_id}
    client.post(f"/lag/{crew.id}/bil/ut/", {"unit": one.lock_id})
    client.post(f"/lag/{crew.id}/bil/ut/", {"unit": one.lock_id})
    assert [row.unit_id for row in Carried.objects.all()] == [other.lock_id]
    assert Entry.objects.filter(kind="unit_unloaded").count() == 1


def test_what_cannot_be_loaded_says_why_and_nothing_is_loaded(client: Client, crew: Crew) -> None:
    spare, mounted = make.make_unit(mounted=False), make.make_unit(home=make.make_home())
    elsewhere = make.make_unit(mounted=False)
    Carried.objects.create(unit=elsewhere, crew=make.make_crew(), loaded_at=clock.read())

    for numbers, why in (
        ("", "Velg minst én enhet"),
        ("x " * 101, "Velg minst én enhet"),
        (f"{spare.lock_id} 99999", "Vi kjenner ingen enhet"),
        (f"{spare.lock_id} {mounted.lock_id}", "kan ikke ligge i en bil"),
        (f"{spare.lock_id} {elsewhere.lock_id}", "ligger i bilen til et annet lag"),
        ("\0<script>", "Vi kjenner ingen enhet"),
    ):
        answer = client.post(f"/lag/{crew.id}/bil/inn/", {"numbers": numbers})
        assert answer.status_code == 400
        assert why in answer.content.decode()
        assert "<script>" not in answer.content.decode().split("<h1")[1]
    assert Carried.objects.filter(crew=crew).count() == 0


def test_an_order_is_given_to_the_day_with_the_least_driving_and_taken_back(
    client: Client, crew: Crew
) -> None:
    day = workday()
    booked(crew, at(day, 11))
    order = order_at(home=make.make_home(latitude=63.43, longitude=10.42))

    shown = read(client, f"ordre/{order.id}/")
    assert shown.index("Lag Øst,") < shown.index("0 minutter mer ved rattet")
    to = {"crew": crew.name, "day": day.isoformat(), "seen": ""}
    assert client.post(f"/ordre/{order.id}/gi/", to).status_code == 302

    order.refresh_from_db()
    assert (order.crew, order.day) == (crew, day)
    assert "Ingen har tatt den ennå." not in read(client, "ordre/")
    client.post(f"/ordre/{order.id}/gi/", {"seen": str(crew.id)})
    order.refresh_from_db()
    assert (order.crew, order.day) == (None, None)
    assert Entry.objects.filter(kind="work_order_given").count() == 2


def test_who_decides_on_what_has_changed_meanwhile_is_told(client: Client, crew: Crew) -> None:
    order = order_at(crew=crew, day=workday())
    other = make.make_crew(name="Lag Vest")

    to = {"crew": other.name, "day": workday().isoformat(), "seen": ""}
    answer = client.post(f"/ordre/{order.id}/gi/", to)

    assert answer.status_code == 409
    assert "Noen andre har endret dette" in answer.content.decode()
    order.refresh_from_db()
    assert order.crew == crew


def test_an_order_goes_to_no_unknown_crew_and_no_day_that_is_over(
    client: Client, crew: Crew
) -> None:
    order = order_at()
    yesterday = today(clock.read()) - timedelta(days=1)

    for given, why in (
        ({"crew": crew.name, "day": "x"}, "Velg en dag."),
        ({"crew": crew.name, "day": yesterday.isoformat()}, "Den dagen er over."),
        ({"crew": "Ingen", "day": workday().isoformat()}, "Velg et lag."),
    ):
        answer = client.post(f"/ordre/{order.id}/gi/", given)
        assert (answer.status_code, why in answer.content.decode()) == (400, True)
    assert client.post(f"/ordre/{uuid4()}/gi/", {"crew": ""}).status_code == 404
    assert client.post(f"/ordre/{order.id}/gi/", {"seen": "x", "crew": ""}).status_code == 302
    assert WorkOrder.objects.filter(crew=None).count() == 1


def test_an_order_whose_day_is_over_stands_out(client: Client, crew: Crew) -> None:
    order_at(crew=crew, day=today(clock.read()) - timedelta(days=1))

    assert "Den dagen er over, og det er ikke gjort." in read(client, "ordre/")


def test_there_is_no_page_of_a_crew_that_is_none_or_of_a_day_that_is_none(
    client: Client, crew: Crew
) -> None:
    for path in (
        f"lag/{uuid4()}/",
        f"lag/{uuid4()}/bil/",
        f"ordre/{uuid4()}/",
        f"lag/{crew.id}/?dag=i-morgen",
        f"lag/{crew.id}/?dag=0001-01-01",
        f"lag/{crew.id}/?dag=9999-12-31",
    ):
        assert client.get(f"/{path}").status_code == 404


def test_every_task_and_reason_has_its_words() -> None:
    assert TASKS.keys() == set(Task)
    assert REASONS.keys() == set(OrderReason)
