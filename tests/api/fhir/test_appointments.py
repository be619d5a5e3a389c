"""What another system is told of visits."""

import pytest

from tests import make
from tests.api.fhir.conftest import Visited
from tests.api.fhir.system import System
from tests.make import NOON

pytestmark = pytest.mark.django_db


def test_an_appointment_is_one_visit_whoever_many_go(system: System, visited: Visited) -> None:
    ola = make.make_employee(source_id="ola")
    make.make_assignment(
        employee=ola, home=visited.home, recipient=visited.turid, source_id="visit"
    )
    moved = make.make_employee(source_id="moved")
    make.make_assignment(
        employee=moved,
        home=visited.home,
        recipient=visited.turid,
        source_id="visit",
        withdrawn_at=NOON,
    )

    found = system.get("Appointment/visit")

    assert found["status"] == "booked"
    assert (found["start"], found["end"]) == ("2026-12-01T12:00:00Z", "2026-12-01T12:30:00Z")
    assert {one["actor"]["reference"] for one in found["participant"]} == {
        "Practitioner/kari",
        "Practitioner/ola",
        "Patient/turid",
        "Location/gate-7-H0101",
    }
    assert found["serviceType"][0]["coding"][0]["code"] == "hjemmesykepleie"
    assert system.ids("Appointment?actor=Practitioner/moved") == []
    assert system.ids("Appointment?actor=Practitioner/kari&actor=Practitioner/ola") == ["visit"]


def test_a_visit_that_was_taken_from_everybody_is_cancelled(
    system: System, visited: Visited
) -> None:
    visited.visit.withdrawn_at = NOON
    visited.visit.save()

    found = system.get("Appointment/visit")

    assert (found["status"], found["meta"]["lastUpdated"]) == ("cancelled", "2026-12-01T12:00:00Z")
    assert system.ids("Appointment?actor=Practitioner/kari") == ["visit"]


def test_appointments_are_found_by_patient_date_and_actor(system: System, visited: Visited) -> None:
    found = {
        "": ["visit"],
        "patient=turid": ["visit"],
        "patient=nobody": [],
        "date=2026-12-01": ["visit"],
        "date=2026-12-02": [],
        "actor=Location/gate-7-H0101": ["visit"],
        "actor=Patient/turid": ["visit"],
        "actor=Practitioner/nobody": [],
        "patient=turid&actor=Practitioner/kari&date=ge2026-12-01&_count=1": ["visit"],
    }

    assert {query: system.ids(f"Appointment?{query}") for query in found} == found


def test_what_is_done_to_a_common_entrance_is_an_appointment_of_nobody_s(
    system: System, visited: Visited
) -> None:
    make.make_assignment(
        employee=visited.kari,
        home=visited.home,
        source_id="mounting-1",
        kind="mounting",
        unit=visited.unit,
        service="",
    )
    row = visited.visit.__class__.objects.get(source_id="mounting-1")
    row.recipient = row.home = None
    row.save()

    found = system.get("Appointment/mounting-1")

    assert [one["actor"]["reference"] for one in found["participant"]] == ["Practitioner/kari"]
    assert found["serviceType"][0]["coding"][0]["code"] == "mounting"
