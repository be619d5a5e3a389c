"""Who or what can no longer be known, or is not known yet, and what that does to visits."""

from typing import Any

import pytest

from elaas.access.models import Assignment
from elaas.doors.models import Building, Home
from elaas.intake.models import Source
from elaas.people.models import Kin, Recipient
from tests.intake.bundles import (
    V2,
    V3,
    appointment,
    building,
    home,
    patient,
    practitioner,
    related_person,
    role,
    town,
)
from tests.intake.state import assigned, equip, live_doors, reasons, take_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "broken",
    [
        practitioner(version=V2, active="no"),
        patient(version=V2, name=7),
        home(version=V2, physicalType={}),
        home(version=V2, status="inactive"),
        building("gate-7-H0101", version=V2),
    ],
    ids=["employee", "recipient", "home", "out-of-use", "now-a-building"],
)
def test_who_or_what_can_no_longer_be_known_takes_visits_and_credentials_along(
    broken: dict[str, Any],
) -> None:
    take_in(*town())
    equip()

    report = take_in(broken)

    assert assigned() == set()
    assert live_doors() == set()
    assert "unknown" in reasons(report)["Appointment/visit"]
    assert "unknown" in Source.objects.get(reference="Appointment/visit").rejected


def test_one_of_two_employees_who_can_no_longer_be_known_leaves_the_other() -> None:
    take_in(*town(), appointment(by=["kari", "ola"], version=V2))

    report = take_in(practitioner("ola", version=V2, active="no"))

    assert assigned() == {("visit", "kari")}
    assert reasons(report)["Appointment/visit"].startswith("used without")


def test_a_building_that_can_no_longer_be_known_leaves_its_homes_standing() -> None:
    take_in(*town())
    equip()

    report = take_in(building(version=V2, physicalType={}))

    assert assigned() == {("visit", "kari")}
    assert live_doors() == {"gate-7-H0101"}
    assert reasons(report)["Location/gate-7-H0101"] == (
        "used without unknown building: Location/gate-7"
    )


def test_a_home_that_turns_out_to_be_a_building_and_back_is_a_home() -> None:
    take_in(*town(), home("x"))
    take_in(building("x", version=V2))
    take_in(home("x", version=V3), appointment(at="x", version=V3))

    assert Assignment.objects.get(withdrawn_at=None).home.source_id == "x"  # type: ignore[union-attr]  # it has one


def test_a_home_whose_building_is_unknown_is_used_without_it_and_joins_it_later() -> None:
    flat = home(part_of="gate-8")
    report = take_in(flat, patient(), practitioner(), appointment())
    assert assigned() == {("visit", "kari")}
    assert reasons(report) == {
        "Location/gate-7-H0101": "used without unknown building: Location/gate-8"
    }

    take_in(building("gate-8"), flat)

    assert Home.objects.get().building == Building.objects.get()


def test_kin_and_roles_of_unknown_people_are_rejected_until_these_are_known() -> None:
    report = take_in(related_person(), role())
    assert reasons(report) == {
        "RelatedPerson/maaret": "unknown patient: Patient/turid",
        "PractitionerRole/role-of-kari": "unknown practitioner: Practitioner/kari",
    }

    report = take_in(role(), related_person(), practitioner(), patient())

    assert reasons(report) == {}
    assert Kin.objects.get().recipient == Recipient.objects.get()


def test_kin_of_a_patient_who_can_no_longer_be_known_are_not_in_force() -> None:
    take_in(patient(), related_person())

    take_in(patient(version=V2, name=7))

    assert not Kin.objects.get().active


def test_the_past_is_left_as_it_was() -> None:
    over = appointment(start="2026-11-30T11:00:00+01:00", end="2026-11-30T11:30:00+01:00")
    take_in(*town()[:-1], over)

    take_in(patient(version=V2, name=7))

    assert assigned() == {("visit", "kari")}


def test_an_unknown_employee_is_reported_and_the_other_keeps_the_visit() -> None:
    report = take_in(*town(), appointment(by=["kari", "per"], version=V2))

    assert assigned() == {("visit", "kari")}
    assert reasons(report) == {
        "Appointment/visit": "used without unknown practitioner: Practitioner/per"
    }


def test_what_was_unknown_can_be_used_once_it_is_known() -> None:
    take_in(*town(), appointment(by=["kari", "per"], version=V2))
    take_in(practitioner("per"))

    report = take_in(appointment(by=["kari", "per"], version=V2))

    assert assigned() == {("visit", "kari"), ("visit", "per")}
    assert reasons(report) == {}
    assert Source.objects.get(reference="Appointment/visit").rejected == ""
