"""A care system's bundle becomes people, doors and assignments; what it takes away is revoked."""

from typing import Any

import pytest

from elaas.access.models import Assignment, Credential
from elaas.doors.models import Building, Home
from elaas.intake.models import Source
from elaas.intake.operations import NotABundle, import_bundle
from elaas.intake.operations import desk as import_desk
from elaas.ledger.models import Entry
from elaas.people.models import Employee, Kin, Recipient
from tests.intake import bundles
from tests.intake.bundles import (
    V2,
    V3,
    appointment,
    export,
    participant,
    patient,
    practitioner,
    town,
    without,
)
from tests.intake.state import (
    BOTH_DOORS,
    NOW,
    assigned,
    equip,
    last_entry,
    live_doors,
    reasons,
    take_in,
)

pytestmark = pytest.mark.django_db


def test_an_export_comes_in_whole_but_for_what_cannot_be_used() -> None:
    report = import_bundle(export(), now=NOW)

    assert reasons(report) == {
        "Appointment/6d765ec0-dccd-4555-b1aa-baa9911bbf14": "nobody assigned",
        "Appointment/6522a23a-4235-4ccc-be97-e36141a39e86": "no end",
        "Appointment/b36f1149-8081-41df-bb4d-a3511a65ed81": "ends before it starts",
        "Appointment/82daf36b-2813-4468-a41b-0f98c4b9ca24": "unknown service «fotpleie»",
        "Appointment/d5f8ccef-61e3-4ae0-a156-cf7f7b2f00cc": "unknown home: "
        "Location/01919db2-fd9a-47c3-b0d9-6fb36eb48efc",
    }
    assert report.counts() == {
        "Location": {"created": 202},
        "Patient": {"created": 120},
        "RelatedPerson": {"created": 87},
        "Practitioner": {"created": 45, "older": 1},
        "PractitionerRole": {"created": 45},
        "Appointment": {"created": 546, "no_access": 12, "rejected": 5, "older": 29},
        "ignored": 0,
        "credentials_revoked": 0,
    }
    people = (Recipient.objects.count(), Kin.objects.count(), Employee.objects.count())
    assert people == (120, 87, 45)
    assert (Building.objects.count(), Home.objects.count()) == (82, 120)
    assert Assignment.objects.count() == 547
    assert Employee.objects.filter(active=False).count() == 1
    assert set(Recipient.objects.values_list("protection", flat=True)) == {"", "V"}
    assert set(Recipient.objects.values_list("language", flat=True)) == {"nb", "nn", "se", "en"}


def test_the_same_export_again_changes_nothing_and_logs_nothing() -> None:
    import_bundle(export(), now=NOW)
    logged = Entry.objects.count()

    report = import_bundle(export(), now=NOW)

    assert Entry.objects.count() == logged
    effects = {"created", "changed", "withdrawn"}
    assert not any(effects & set(+met) for met in report.outcomes.values())
    assert len(report.rejected) == 5


def test_a_moved_visit_keeps_its_assignment_and_loses_its_credentials() -> None:
    take_in(*town())
    equip()
    before = Assignment.objects.get()

    report = take_in(appointment(version=V2, end="2026-12-01T12:00:00+01:00"))

    after = Assignment.objects.get()
    assert after.id == before.id
    assert after.ends_at > before.ends_at
    assert report.outcomes["Appointment"]["changed"] == 1
    assert report.totals["credentials_revoked"] == 2
    assert live_doors() == set()


def test_a_reassigned_visit_is_withdrawn_from_one_and_given_to_another() -> None:
    take_in(*town())
    equip()

    report = take_in(appointment(by=["ola"], version=V2))

    assert assigned() == {("visit", "ola")}
    assert report.totals["credentials_revoked"] == 2
    assert set(Credential.objects.values_list("revoked_because", flat=True)) == {"withdrawn"}
    told = last_entry("assignment_withdrawn")
    kari = Employee.objects.get(source_id="kari")
    assert told["employee"] == kari.id.hex
    assert told["source_version"] == "2026-11-29T04:00:00Z"


def test_a_visit_that_comes_back_is_the_same_assignment() -> None:
    take_in(*town())
    first = Assignment.objects.get().id
    take_in(appointment(by=["ola"], version=V2))

    take_in(appointment(by=["kari"], version=V3))

    assert assigned() == {("visit", "kari")}
    assert Assignment.objects.get(withdrawn_at=None).id == first


@pytest.mark.parametrize(
    "status",
    ["proposed", "pending", "fulfilled", "cancelled", "noshow", "entered-in-error", "waitlist"],
)
def test_a_status_that_gives_no_access_takes_it_away(status: str) -> None:
    take_in(*town())
    equip()

    report = take_in(appointment(status=status, version=V2))

    assert assigned() == set()
    assert live_doors() == set()
    assert report.counts()["Appointment"] == {"withdrawn": 1}


@pytest.mark.parametrize("status", ["arrived", "checked-in"])
def test_a_visit_that_has_begun_goes_on_giving_access(status: str) -> None:
    take_in(*town())
    equip()

    take_in(appointment(status=status, version=V2))

    assert assigned() == {("visit", "kari")}
    assert live_doors() == BOTH_DOORS


def test_an_older_version_changes_nothing() -> None:
    take_in(*town(), appointment(by=["ola"], version=V2))

    report = take_in(appointment(by=["kari"]))

    assert assigned() == {("visit", "ola")}
    assert report.counts()["Appointment"] == {"older": 1}


@pytest.mark.parametrize(
    "broken",
    [
        without(appointment(version=V2), "end"),
        appointment(version=V2, by=[]),
        appointment(version=V2, by=["nobody"]),
        appointment(version=V2, to="nobody"),
        appointment(version=V2, at="nowhere"),
        appointment(version=V2, at="gate-7"),
        appointment(version=V2, status="maybe"),
        appointment(version=V2, participant=7),
    ],
    ids=["end", "nobody", "unknown", "patient", "home", "building", "status", "type"],
)
def test_a_newer_version_that_cannot_be_used_takes_away_what_the_older_gave(
    broken: dict[str, Any],
) -> None:
    take_in(*town())
    equip()

    report = take_in(broken)

    assert "Appointment/visit" in reasons(report)
    assert assigned() == set()
    assert live_doors() == set()


def test_two_employees_have_an_assignment_each() -> None:
    take_in(*town(), appointment(by=["kari", "ola", "kari"], version=V2))

    assert assigned() == {("visit", "kari"), ("visit", "ola")}


def test_a_visit_to_a_building_says_that_it_is_no_home() -> None:
    report = take_in(*town(), appointment(at="gate-7", version=V2))

    assert reasons(report)["Appointment/visit"] == "Location/gate-7 is a building, not a home"


def test_a_building_named_beside_the_home_does_no_harm() -> None:
    actors = ["Patient/turid", "Location/gate-7", "Location/gate-7-H0101", "Practitioner/kari"]

    take_in(*town(), appointment(version=V2, participant=[participant(one) for one in actors]))

    assert assigned() == {("visit", "kari")}


def test_a_visit_at_two_homes_is_rejected() -> None:
    actors = ["Patient/turid", "Location/gate-7-H0101", "Location/gate-7-H0102"]
    taking_part = [participant(one) for one in [*actors, "Practitioner/kari"]]

    report = take_in(*town(), appointment(version=V2, participant=taking_part))

    assert reasons(report)["Appointment/visit"] == "more than one home"


def test_the_ledger_says_whose_visit_when_and_where_and_no_name() -> None:
    named = practitioner(name=[{"family": "Nilsen", "given": ["Kari"]}], version=V2)
    take_in(*town(), named)

    told = last_entry("assignment_recorded")

    assignment = Assignment.objects.get()
    assert told == {
        "kind": "assignment_recorded",
        "at": "2026-12-01T10:10:00Z",
        "assignment": assignment.id.hex,
        "source": "visit",
        "source_version": "2026-11-29T03:00:00Z",
        "employee": assignment.employee_id.hex,
        "recipient": Recipient.objects.get().id.hex,
        "home": Home.objects.get(source_id="gate-7-H0101").id.hex,
        "service": "hjemmesykepleie",
        "starts_at": "2026-12-01T10:00:00Z",
        "ends_at": "2026-12-01T10:30:00Z",
    }
    assert not any(
        b"Nilsen" in bytes(body) for body in Entry.objects.values_list("body", flat=True)
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "not a FHIR Bundle"),
        ([], "not a FHIR Bundle"),
        (patient(), "not a FHIR Bundle"),
        ({"resourceType": "Bundle"}, "its type is not «collection»"),
        ({"resourceType": "Bundle", "type": "searchset"}, "its type is not «collection»"),
        ({"resourceType": "Bundle", "type": "collection", "entry": {}}, "entry is not a list"),
    ],
)
def test_what_is_no_bundle_is_refused_in_a_sentence(content: object, why: str) -> None:
    with pytest.raises(NotABundle, match=why):
        import_bundle(content, now=NOW)

    assert not Source.objects.exists()


def test_a_bundle_with_nothing_in_it_is_fine() -> None:
    assert take_in().rejected == []
    assert import_bundle({"resourceType": "Bundle", "type": "collection"}, now=NOW).rejected == []


def test_one_bad_resource_does_not_stop_the_rest() -> None:
    take_in(7, {}, *town(), without(patient("lars"), "meta"))

    assert assigned() == {("visit", "kari")}


def test_progress_ends_at_the_number_of_entries() -> None:
    told: list[tuple[int, int]] = []

    import_bundle(export(), now=NOW, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (1092, 1092)
    assert told == sorted(told)


def test_a_large_import_in_chunks_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_desk, "CHUNK", 7)

    report = import_bundle(bundles.multiplied(export(), 2), now=NOW)

    assert report.outcomes["Appointment"]["created"] == 2 * 546
    assert len(report.rejected) == 2 * 5


def test_the_note_of_a_door_is_kept_and_follows_the_newest_version() -> None:
    take_in(*town(), bundles.building(version=V2, description="Inngangen er på baksiden"))
    take_in(bundles.home(part_of="gate-7", version=V2, description="Bank hardt"))
    take_in(bundles.home(part_of="gate-7", version=V3))

    assert Building.objects.get().note == "Inngangen er på baksiden"
    assert Home.objects.get(source_id__contains="H0101").note == ""


def test_where_a_home_is_follows_the_newest_version() -> None:
    there = {"latitude": 63.4305, "longitude": 10.3951}
    take_in(*town(), bundles.home(part_of="gate-7", version=V2, position=there))
    assert Home.objects.get(source_id__contains="H0101").latitude == 63.4305

    take_in(bundles.home(part_of="gate-7", version=V3))
    assert Home.objects.get(source_id__contains="H0101").latitude is None
