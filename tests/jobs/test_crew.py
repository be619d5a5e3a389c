"""`elaas crew`: when a crew mounts, and when nobody does."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from elaas.access.rules import Period
from elaas.jobs.clock import now
from elaas.jobs.crew import _hours
from elaas.mounting.models import Closure, Crew, WorkingHours
from elaas.mounting.rules import Hours
from tests import make
from tests.commands import run

HOURS = "mon-fri=08:00-11:30"


def test_a_crew_works_in_the_hours_that_were_said_last(database_url: str) -> None:
    there = {"ELAAS_DATABASE_URL": database_url}

    first = run("crew", "works", "Lag 1", HOURS, "sat=10:00-12:00", **there)
    again = run("crew", "works", "Lag 1", HOURS, "--base", "63.42,10.39", **there)

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert "Lag 1 works in these hours from now on." in again.stdout
    crew = Crew.objects.get()
    assert (crew.latitude, crew.longitude) == (63.42, 10.39)
    assert list(WorkingHours.objects.order_by("weekday").values_list("weekday", flat=True)) == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_a_crew_that_is_to_come_to_somebody_does_not_end(database_url: str) -> None:
    there, crew = {"ELAAS_DATABASE_URL": database_url}, make.make_crew(name="Lag 1")
    start = now() + timedelta(days=3)
    slot = Period(start, start + timedelta(minutes=30))
    make.make_appointment(make.make_case(), crew=crew, slot=slot)

    kept = run("crew", "ends", "Lag 1", **there)
    nobody = run("crew", "ends", "Lag 2", **there)
    crew.appointments.update(cancelled_at=start)
    ended = run("crew", "ends", "Lag 1", **there)

    assert "move those appointments first" in kept.stderr
    assert "No crew has that name." in nobody.stderr
    assert ended.returncode == 0
    assert not Crew.objects.get().active


def test_who_is_to_be_called_when_days_are_closed_is_counted(database_url: str) -> None:
    there, crew = {"ELAAS_DATABASE_URL": database_url}, make.make_crew(name="Lag 1")
    start = datetime(2027, 1, 4, 9, tzinfo=UTC)
    slot = Period(start, start + timedelta(minutes=30))
    make.make_appointment(make.make_case(), crew=crew, slot=slot)

    some = run("crew", "closed", "2027-01-04", "2027-01-05", **there)
    none = run("crew", "closed", "2027-01-05", "2027-01-05", "--crew", "Lag 1", **there)
    turned = run("crew", "closed", "2027-01-05", "2027-01-04", **there)

    assert "1 appointment on them" in some.stdout
    assert none.stdout.strip().endswith("Nobody mounts on these days.")
    assert "The last day is before the first." in turned.stderr
    assert Closure.objects.filter(crew=None, first=date(2027, 1, 4)).count() == 1


@pytest.mark.parametrize(
    "wrong", ["", "mon", "mon=8-9", "fri-mon=08:00-09:00", "mon=09:00-08:00", "mon=08:00-09:00Z"]
)
def test_hours_that_are_none_are_refused(wrong: str) -> None:
    refused = run("crew", "works", "Lag 1", wrong)

    assert refused.returncode == 2
    assert "are no hours like mon-fri=08:00-15:30" in refused.stderr


def test_hours_are_read() -> None:
    assert _hours("sat=10:00-12:30") == [Hours(5, time(10), time(12, 30))]


def test_who_drives_with_a_crew_and_what_lies_in_its_van_is_said(database_url: str) -> None:
    there, employee = {"ELAAS_DATABASE_URL": database_url}, make.make_employee()
    make.make_crew(name="Lag 1")
    spare, mounted = make.make_unit(mounted=False), make.make_unit(home=make.make_home())

    joined = run("crew", "joins", "Lag 1", employee.number, "--from", "2026-12-07", **there)
    loaded = run("crew", "carries", "Lag 1", spare.lock_id, **there)
    refused = run("crew", "carries", "Lag 1", mounted.lock_id, **there)
    left = run("crew", "leaves", "Lag 1", employee.number, "--from", "2026-12-08", **there)
    gone = run("crew", "leaves", "Lag 1", employee.number, "--from", "2026-12-08", **there)
    nobody = run("crew", "joins", "Lag 1", "nobody-of-that-name", **there)

    done = (joined, loaded, left)
    assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]
    assert "1 unit in the van of Lag 1." in loaded.stdout
    assert f"There is no {mounted.lock_id} that could lie in a van" in refused.stderr
    assert "They do not drive with that crew then." in gone.stderr
    assert nobody.returncode == 1
    assert "nobody-of-that-name" in nobody.stderr
