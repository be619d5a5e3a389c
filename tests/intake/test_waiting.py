"""What came too early, or was lost for a while, is there when what it needs is."""

import json
from typing import Any

import pytest

from elaas.access.models import Assignment
from elaas.doors.models import Home
from elaas.intake.models import Source
from elaas.intake.operations import import_entries
from elaas.people.models import EmployeeRole, Kin
from tests.intake.bundles import (
    V2,
    V3,
    Resource,
    appointment,
    building,
    home,
    participant,
    patient,
    practitioner,
    related_person,
    role,
    town,
)
from tests.intake.state import NOW, assigned, equip, live_doors, reasons, take_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (practitioner(version=V2, active="yes"), practitioner(version=V3)),
        (patient(version=V2, active="yes"), patient(version=V3)),
        (
            home(part_of="gate-7", version=V2, status="suspended"),
            home(part_of="gate-7", version=V3),
        ),
        (home(part_of="gate-7", version=V2, status="shut"), home(part_of="gate-7", version=V3)),
        (building("gate-7-H0101", version=V2), home(part_of="gate-7", version=V3)),
    ],
    ids=["employee", "recipient", "suspended-home", "faulty-home", "building-by-mistake"],
)
def test_a_visit_that_was_lost_comes_back_with_who_or_what_it_needs(
    bad: Resource, good: Resource
) -> None:
    take_in(*town())
    take_in(bad)
    assert assigned() == set()

    report = take_in(good)

    assert assigned() == {("visit", "kari")}
    assert report.outcomes["Appointment"]["changed"] == 1
    assert reasons(report) == {}
    assert Source.objects.get(reference="Appointment/visit").rejected == ""
    assert not Source.objects.filter(waits=True).exists()


def test_a_role_comes_back_with_its_employee() -> None:
    take_in(*town())
    take_in(practitioner(version=V2, active="yes"))
    take_in(practitioner(version=V3))

    assert EmployeeRole.objects.get(source_id="role-of-kari").active


def test_a_building_out_of_use_and_back_has_its_homes_again() -> None:
    take_in(*town())
    take_in(building(version=V2, status="inactive"))
    assert set(Home.objects.values_list("building", flat=True)) == {None}

    take_in(building(version=V3))

    assert set(Home.objects.values_list("building__source_id", flat=True)) == {"gate-7"}
    equip()
    assert live_doors() == {"gate-7", "gate-7-H0101"}


@pytest.mark.parametrize("kind", ["Patient", "Practitioner", "Location"])
def test_a_visit_told_of_before_who_or_what_it_needs_comes_in_with_them(kind: str) -> None:
    late = [one for one in town() if one["resourceType"] == kind]
    early = [one for one in town() if one["resourceType"] != kind]

    assert "unknown" in reasons(take_in(*early))["Appointment/visit"]
    assert assigned() == set()
    report = take_in(*late)

    assert assigned() == {("visit", "kari")}
    assert report.outcomes["Appointment"]["created"] == 1


def test_an_employee_who_was_left_out_joins_the_visit() -> None:
    take_in(*town()[:-1], appointment(by=["kari", "per"]))
    assert assigned() == {("visit", "kari")}

    take_in(practitioner("per"), role("per"))

    assert assigned() == {("visit", "kari"), ("visit", "per")}


def test_a_visit_that_still_waits_for_somebody_else_says_for_whom() -> None:
    take_in(appointment())

    report = take_in(patient())

    assert reasons(report) == {"Appointment/visit": "unknown home: Location/gate-7-H0101"}


def test_a_visit_that_was_cancelled_meanwhile_does_not_come_back() -> None:
    take_in(appointment())
    take_in(appointment(status="cancelled", version=V2))

    take_in(*town()[:-1])

    assert assigned() == set()


def test_an_import_of_others_leaves_what_waits_alone() -> None:
    take_in(appointment(to="somebody"))

    report = take_in(*town())

    assert reasons(report) == {}


def test_next_of_kin_wait_until_they_are_told_of_again_because_no_name_is_kept() -> None:
    kin = related_person(name=[{"family": "Bakken"}])
    take_in(kin)

    take_in(patient())
    assert not Kin.objects.exists()
    waiting = Source.objects.get(reference="RelatedPerson/maaret")
    assert (waiting.waits, waiting.facts) == (True, None)

    take_in(kin)
    assert Kin.objects.get().family == "Bakken"


def test_what_is_kept_tells_no_name() -> None:
    names = {"name": [{"given": ["Turid"], "family": "Bakken"}], "description": "hos Turid Bakken"}
    people = {"Patient", "RelatedPerson", "Practitioner"}
    take_in(
        *({**one, **names} for one in [*town(), related_person()]),
    )

    kept = json.dumps(list(Source.objects.values_list("facts", flat=True)))

    assert "Bakken" not in kept
    assert not any(
        facts
        for reference, facts in Source.objects.values_list("reference", "facts")
        if reference.partition("/")[0] in people
    )


def test_of_two_contents_under_one_version_the_same_one_wins_in_every_order() -> None:
    twins = [appointment(by=["kari"]), appointment(by=["ola"]), appointment(status="cancelled")]
    found = []
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1]):
        Assignment.objects.all().delete()
        Source.objects.all().delete()
        take_in(*town()[:-1])
        for one in order:
            take_in(twins[one])
        found.append(assigned())

    assert found == [found[0]] * 4


def entries(*resources: tuple[str, Resource]) -> list[dict[str, Any]]:
    return [{"fullUrl": url, "resource": resource} for url, resource in resources]


def test_a_full_url_that_two_resources_have_leads_to_neither() -> None:
    actors = ["urn:uuid:1", "Location/gate-7-H0101", "Practitioner/kari"]
    visit = appointment(participant=[participant(one) for one in actors])
    twice = entries(("urn:uuid:1", patient()), ("urn:uuid:1", patient("berit")))
    take_in(*town()[:-1])

    for two in (twice, twice[::-1]):
        report = import_entries([*two, {"resource": visit}], now=NOW)

        assert assigned() == set()
        assert reasons(report)["Appointment/visit"] == (
            "actor refers to a fullUrl that several resources have"
        )


def test_a_full_url_of_two_versions_of_one_resource_leads_there() -> None:
    actors = ["urn:uuid:1", "Location/gate-7-H0101", "Practitioner/kari"]
    visit = appointment(participant=[participant(one) for one in actors])
    versions = entries(("urn:uuid:1", patient()), ("urn:uuid:1", patient(version=V2)))
    take_in(*town()[:-1])

    import_entries([*versions, {"resource": visit}], now=NOW)

    assert assigned() == {("visit", "kari")}
