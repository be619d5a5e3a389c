"""What another system is told: openings, visits, locks and places."""

import json
import subprocess
from datetime import timedelta
from uuid import UUID

import pytest

from elaas.access.models import AssignmentKind, Attempt, Refusal
from elaas.clients.models import ClientLook
from elaas.protocol.receipt import Outcome
from tests import make
from tests.api.fhir.conftest import Visited
from tests.api.fhir.system import Resource, System, why
from tests.intake import foreign
from tests.make import NOON

pytestmark = pytest.mark.django_db


def entities(event: Resource) -> list[str]:
    return [one["what"]["reference"] for one in event["entity"]]


def attempted(visited: Visited, *, number: int = 1, minutes: int = 5) -> Attempt:
    """Kari's phone refused a door for which it holds nothing."""
    at = NOON + timedelta(minutes=minutes)
    return Attempt.objects.create(
        id=UUID(int=number),
        phone=visited.phone,
        employee=visited.kari,
        label=visited.unit.label,
        unit=visited.unit,
        reason="no_assignment",
        tried_at=at,
        told_at=at,
    )


def refused(visited: Visited) -> list[Refusal]:
    """Kari's phone got nothing for the flat, nor for the entrance, which has no lock."""
    return [
        Refusal.objects.create(
            assignment=visited.visit,
            unit=unit,
            door=door,
            reason="no_role",
            source_version=NOON,
            refused_at=NOON,
        )
        for door, unit in (("home", visited.unit), ("entrance", None))
    ]


def test_an_opening_tells_who_when_which_door_which_visit_and_whose(
    system: System, visited: Visited
) -> None:
    event = system.get(f"AuditEvent/receipt-{visited.receipt.pk}")

    assert (event["outcome"], event["action"]) == ("0", "E")
    assert event["recorded"] == "2026-12-01T12:00:00Z"
    assert event["period"] == {"start": "2026-12-01T11:59:57Z", "end": "2026-12-01T12:00:03Z"}
    assert event["agent"][0]["who"] == {"reference": "Practitioner/kari"}
    assert event["source"]["observer"] == {"reference": f"Device/{visited.unit.lock_id}"}
    assert entities(event) == [
        f"Device/{visited.unit.lock_id}",
        "Location/gate-7-H0101",
        "Appointment/visit",
        "Patient/turid",
    ]
    assert event["purposeOfEvent"][0]["coding"][0]["code"] == "TREAT"
    assert {one["code"] for one in event["subtype"]} == {"110132", "open"}


@pytest.mark.parametrize(
    ("outcome", "code", "text"),
    [
        (Outcome.EXPIRED, "4", "expired"),
        (Outcome.REVOKED, "4", "revoked"),
        (Outcome.JAMMED, "8", "jammed"),
        (Outcome.CLOCK_UNKNOWN, "8", "clock_unknown"),
    ],
)
def test_what_did_not_open_says_how_it_ended(
    system: System, visited: Visited, outcome: Outcome, code: str, text: str
) -> None:
    receipt = make.make_receipt(
        visited.unit, phone=visited.phone, outcome=outcome, uncertainty=None
    )

    event = system.get(f"AuditEvent/receipt-{receipt.pk}")

    assert (event["outcome"], event["outcomeDesc"]) == (code, text)
    assert "period" not in event
    assert event["agent"][0]["who"] == {"display": "not known"}


def test_whose_credential_was_shown_by_an_unknown_key_is_not_said_to_have_come(
    system: System, visited: Visited
) -> None:
    receipt = make.make_receipt(
        visited.unit,
        phone=visited.phone,
        credential=visited.receipt.credential,
        outcome=Outcome.OTHER_KEY,
    )

    event = system.get(f"AuditEvent/receipt-{receipt.pk}")

    assert event["agent"][0]["who"] == {"display": "not known"}
    assert entities(event) == [f"Device/{visited.unit.lock_id}", "Location/gate-7-H0101"]
    assert receipt.pk not in [
        int(one.removeprefix("receipt-")) for one in system.ids("AuditEvent?patient=turid")
    ]


def test_a_door_that_the_phone_itself_refused_is_told_too(system: System, visited: Visited) -> None:
    attempt = attempted(visited)

    event = system.get(f"AuditEvent/attempt-{attempt.pk}")

    assert (event["outcome"], event["outcomeDesc"]) == ("4", "no_assignment")
    assert event["agent"][0]["who"] == {"reference": "Practitioner/kari"}
    assert entities(event) == [f"Device/{visited.unit.lock_id}", "Location/gate-7-H0101"]


def test_a_credential_that_was_refused_at_issue_tells_who_why_which_visit_and_whose(
    system: System, visited: Visited
) -> None:
    home, entrance = refused(visited)

    event = system.get(f"AuditEvent/refusal-{home.pk}")

    assert (event["outcome"], event["outcomeDesc"], event["action"]) == ("4", "no_role", "E")
    assert event["recorded"] == "2026-12-01T12:00:00Z"
    assert event["agent"][0]["who"] == {"reference": "Practitioner/kari"}
    assert event["source"]["observer"] == {"display": "eLås"}
    assert event["purposeOfEvent"][0]["coding"][0]["code"] == "TREAT"
    assert {one["code"] for one in event["subtype"]} == {"110132", "issue"}
    assert entities(event) == [
        f"Device/{visited.unit.lock_id}",
        "Location/gate-7-H0101",
        "Appointment/visit",
        "Patient/turid",
    ]
    event = system.get(f"AuditEvent/refusal-{entrance.pk}")
    assert entities(event) == ["Location/gate-7", "Appointment/visit", "Patient/turid"]


def test_refusals_are_found_as_other_events_are_and_whose_they_are_is_noted(
    system: System, visited: Visited
) -> None:
    home, entrance = (f"refusal-{one.pk}" for one in refused(visited))
    theirs = f"receipt-{visited.receipt.pk}"
    found = {
        "": [entrance, home, theirs],
        "patient=turid": [entrance, home, theirs],
        "patient=nobody": [],
        "entity=Appointment/visit&_count=1": [entrance, home, theirs],
        f"entity=Device/{visited.unit.lock_id}": [home, theirs],
        "entity=Location/gate-7-H0101": [home, theirs],
        "entity=Location/gate-7": [entrance],
        "entity=Patient/turid&date=2026-12-02": [],
        "_lastUpdated=2026-12-01&entity=Location/gate-7": [entrance],
    }

    assert {query: system.ids(f"AuditEvent?{query}") for query in found} == found
    assert ClientLook.objects.filter(recipient=visited.turid.id).exists()


def test_what_was_refused_for_the_sake_of_a_unit_is_at_no_home(
    system: System, visited: Visited
) -> None:
    visited.visit.kind, visited.visit.unit = AssignmentKind.SERVICE, visited.unit
    visited.visit.save()
    home, _entrance = refused(visited)

    event = system.get(f"AuditEvent/refusal-{home.pk}")

    assert "Location/gate-7-H0101" not in entities(event)
    assert "purposeOfEvent" not in event
    assert system.ids("AuditEvent?entity=Location/gate-7") == []


def test_a_lock_that_came_later_to_the_door_was_not_there_before(
    system: System, visited: Visited
) -> None:
    visited.unit.mounted_at = NOON + timedelta(minutes=1)
    visited.unit.save()

    event = system.get(f"AuditEvent/receipt-{visited.receipt.pk}")

    assert "Location/gate-7-H0101" not in entities(event)
    assert system.ids("AuditEvent?entity=Location/gate-7-H0101") == []


def test_events_are_found_by_patient_entity_and_date(system: System, visited: Visited) -> None:
    other = make.make_recipient(source_id="other")
    home = make.make_home(source_id="elsewhere")
    unit = make.make_unit(home=home)
    visit = make.make_assignment(
        employee=visited.kari, home=home, recipient=other, source_id="another"
    )
    credential = make.make_credential(visit, phone=visited.phone, unit=unit)
    later = NOON + timedelta(days=1)
    theirs = make.make_receipt(
        unit, phone=visited.phone, credential=credential, at=later, stored_at=later
    )
    attempt = attempted(visited)
    first, second = f"receipt-{visited.receipt.pk}", f"receipt-{theirs.pk}"
    tried = f"attempt-{attempt.pk}"
    found = {
        "": [second, tried, first],
        "patient=turid": [first],
        "patient=Patient/turid": [first],
        "patient=Patient/turid,Patient/other": [second, first],
        "patient=turid&patient=other": [],
        "patient=nobody": [],
        f"entity=Device/{unit.lock_id}": [second],
        f"entity=Device/{visited.unit.lock_id}": [tried, first],
        "entity=Location/gate-7-H0101": [tried, first],
        "entity=Appointment/visit,Appointment/another": [second, first],
        "entity=Patient/turid&entity=Location/gate-7-H0101": [first],
        "entity=http://localhost/fhir/R4/Appointment/visit": [first],
        "date=2026-12-01": [tried, first],
        "date=eq2026-12": [second, tried, first],
        "date=2026": [second, tried, first],
        "date=2027": [],
        "date=ge2026-12-02": [second],
        "date=gt2026-12-01": [second],
        "date=le2026-12-01": [tried, first],
        "date=lt2026-12-01T12:05:00Z": [first],
        "date=2026-12-01T13:05%2B01:00": [tried],
        "date=2026-12-01T12:05:00.0Z": [tried],
        "date=ge2026-12-01T12:01:00Z&date=lt2026-12-02": [tried],
        "_lastUpdated=gt2026-12-01": [second],
        "_lastUpdated=sa2026-12-01&date=eb2026-12-02": [],
        "_format=json": [second, tried, first],
    }

    assert {query: system.ids(f"AuditEvent?{query}") for query in found} == found


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_each_event_is_on_one_page_also_when_many_happen_at_one_moment(
    system: System, visited: Visited, count: int
) -> None:
    for number in range(1, 4):
        make.make_receipt(visited.unit, phone=visited.phone)
        attempted(visited, number=number, minutes=0)
    refused(visited)
    everything = system.ids("AuditEvent")

    assert system.ids(f"AuditEvent?_count={count}") == everything
    assert len(everything) == len(set(everything)) == 9
    kinds = [one.partition("-")[0] for one in everything]
    assert kinds == ["refusal"] * 2 + ["receipt"] * 4 + ["attempt"] * 3


def test_a_page_links_to_itself_and_to_the_next_and_the_last_to_no_other(
    system: System, visited: Visited
) -> None:
    make.make_receipt(visited.unit, phone=visited.phone)

    first = system.get(f"AuditEvent?_count=1&entity=Device/{visited.unit.lock_id}")
    links = {one["relation"]: one["url"] for one in first["link"]}
    second = system.get(links["next"])

    assert links["self"].startswith("http://localhost/fhir/R4/AuditEvent?_count=1&entity=")
    assert len(first["entry"]) == len(second["entry"]) == 1
    assert [one["relation"] for one in second["link"]] == ["self"]
    assert first["entry"][0]["fullUrl"].startswith("http://localhost/fhir/R4/AuditEvent/receipt-")


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


def test_locks_are_found_by_identifier_and_location(system: System, visited: Visited) -> None:
    unit = visited.unit
    store = make.make_unit(mounted=False, kind="key_box")
    found = {
        "": sorted([unit.lock_id, store.lock_id]),
        f"identifier={unit.lock_id}": [unit.lock_id],
        f"identifier=urn:elaas:lock|{unit.lock_id}": [unit.lock_id],
        f"identifier=urn:elaas:label|{store.label}": [store.lock_id],
        f"identifier=urn:other|{unit.lock_id}": [],
        f"identifier=|{unit.lock_id}": [],
        "location=gate-7-H0101": [unit.lock_id],
        "location=Location/gate-7": [],
    }

    assert {query: system.ids(f"Device?{query}") for query in found} == found
    mounted, stored = (system.get(f"Device/{one.lock_id}") for one in (unit, store))
    assert (mounted["status"], mounted["location"]["reference"]) == (
        "active",
        "Location/gate-7-H0101",
    )
    assert (stored["status"], stored["type"]["text"]) == ("inactive", "Electronic key box")
    assert "location" not in stored


def test_places_are_found_by_identifier_and_what_they_are_part_of(
    system: System, visited: Visited
) -> None:
    make.make_home(source_id="alone", latitude=63.4, longitude=10.4)
    ours = visited.home.id
    found = {
        "": ["gate-7", "alone", "gate-7-H0101"],
        "_count=1": ["gate-7", "alone", "gate-7-H0101"],
        "_count=2": ["gate-7", "alone", "gate-7-H0101"],
        "partof=gate-7": ["gate-7-H0101"],
        "partof=Location/alone": [],
        f"identifier={ours}": ["gate-7-H0101"],
        f"identifier=urn:elaas:location|{ours}": ["gate-7-H0101"],
        "identifier=gate-7": [],
    }

    assert {query: system.ids(f"Location?{query}") for query in found} == found
    home = system.get("Location/gate-7-H0101")
    assert home["address"]["line"][0] == "Kongens gate 7"
    assert home["partOf"] == {"reference": "Location/gate-7"}
    assert system.get("Location/alone")["position"] == {"latitude": 63.4, "longitude": 10.4}


@pytest.mark.parametrize("protection", ["R", "V"])
@pytest.mark.parametrize("known_by", ["visit", "case"])
def test_a_protected_address_is_masked_and_so_is_everything_that_tells_the_street(
    system: System, visited: Visited, protection: str, known_by: str
) -> None:
    building = make.make_building(source_id="secret", address="Hemmeliggata 13", latitude=63.5)
    home, neighbour = (
        make.make_home(building=building, source_id=f"secret-{one}", longitude=10.5, latitude=63.5)
        for one in ("hers", "neighbour")
    )
    unit = make.make_unit(building=building)
    hers = make.make_recipient(protection=protection, source_id="hers")
    if known_by == "visit":
        make.make_assignment(employee=visited.kari, home=home, recipient=hers)
    else:
        make.make_case(hers, home=home)

    told = [system.get(f"Location/{one}") for one in ("secret", "secret-hers", "secret-neighbour")]
    told += system.found("Location") + system.found("Device") + system.found("Appointment")
    told += [*system.found("Location?partof=secret"), system.get(f"Device/{unit.lock_id}")]

    assert neighbour.address == "Hemmeliggata 13"
    assert "Hemmeliggata" not in json.dumps(told)
    assert "63.5" not in json.dumps(told)
    masked = told[1]["address"]["extension"][0]
    assert masked["valueCode"] == "masked"
    assert "Kongens gate 7" in json.dumps(told)


@pytest.mark.parametrize(
    ("place", "status", "text"),
    [
        ("Device?color=red", 400, "identifier, location"),
        ("Device?identifier=", 400, "empty"),
        ("Device?identifier=a,,b", 400, "commas"),
        ("Device?_count=0", 400, "_count"),
        ("Device?_count=many", 400, "_count"),
        ("Device?location=Patient/x", 400, "Location/ID"),
        ("AuditEvent?patient:Patient=turid", 400, "not known"),
        ("AuditEvent?entity=turid", 400, "entity must be"),
        ("AuditEvent?patient=a b", 400, "patient must be"),
        ("AuditEvent?date=ne2026-12-01", 400, "date must be"),
        ("AuditEvent?date=2026-02-30", 400, "date must be"),
        ("AuditEvent?date=2026-13", 400, "date must be"),
        ("AuditEvent?date=0000", 400, "date must be"),
        ("AuditEvent?date=9999-12-31", 400, "date must be"),
        ("AuditEvent?date=yesterday", 400, "date must be"),
        ("AuditEvent?date=2026-12-01T25:00:00Z", 400, "date must be"),
        ("AuditEvent?_after=x", 400, "links"),
        ("AuditEvent?_after=2026-12-01~receipt~1", 400, "links"),
        ("AuditEvent?_after=2026-12-01T12:00:00%2B00:00~attempt~1", 400, "links"),
        ("AuditEvent?_after=2026-12-01T12:00:00%2B00:00~other~1", 400, "links"),
        (f"AuditEvent?_after=2026-12-01T12:00:00%2B00:00~receipt~{'9' * 40}", 400, "links"),
        ("Location?_after=x", 400, "links"),
        ("Device?_format=xml", 406, "json"),
        ("Patient", 404, "CapabilityStatement"),
        ("Patient/turid", 404, "CapabilityStatement"),
        ("AuditEvent/receipt-0", 404, "no such"),
        ("AuditEvent/receipt-x", 404, "no such"),
        (f"AuditEvent/receipt-{'9' * 40}", 404, "no such"),
        ("AuditEvent/attempt-x", 404, "no such"),
        ("AuditEvent/refusal-0", 404, "no such"),
        ("AuditEvent/refusal-", 404, "no such"),
        ("Appointment/nothing", 404, "no such"),
        ("Device/nothing", 404, "no such"),
        ("Location/nothing", 404, "no such"),
        ("Device/nothing?x=1", 400, "not known"),
    ],
)
def test_what_is_not_understood_is_refused_with_an_operation_outcome(
    system: System, place: str, status: int, text: str
) -> None:
    assert text in why(system.get(place, status=status))


def test_only_json_is_spoken(system: System) -> None:
    assert "json" in why(system.get("Device", status=406, Accept="application/fhir+xml"))
    for accepted in ("*/*", "application/json", "text/html, application/fhir+json;q=0.5"):
        system.get("Device", Accept=accepted)


def test_where_one_reads_nothing_is_written(system: System) -> None:
    for place in ("Device", "Device/L-1", "Patient/turid"):
        response = system.http.put(
            f"/fhir/R4/{place}", b"{}", headers={"Authorization": f"Bearer {system.token}"}
        )
        assert response.status_code == 405
        assert response["Allow"] == "GET"


def test_the_capability_statement_says_what_there_is(system: System) -> None:
    statement = system.get("metadata")

    (rest,) = statement["rest"]
    assert statement["fhirVersion"] == "4.0.1"
    assert {one["type"] for one in rest["resource"]} == {
        "AuditEvent",
        "Appointment",
        "Device",
        "Location",
    }
    for one in rest["resource"]:
        for parameter in one["searchParam"]:
            examples = {"date": "2026", "reference": "Location/x", "token": "x"}
            value = "x" if parameter["name"] == "patient" else examples[parameter["type"]]
            system.get(f"{one['type']}?{parameter['name']}={value}")
    assert rest["interaction"][0]["code"] == "batch"


@pytest.mark.needs("npm", "npm")
@pytest.mark.xdist_group("fhir_server")
def test_a_validator_that_is_not_ours_finds_no_fault_in_any_answer(
    system: System, visited: Visited
) -> None:
    foreign.install()
    attempted(visited)
    refused(visited)
    make.make_receipt(visited.unit, phone=visited.phone, outcome=Outcome.JAMMED, uncertainty=None)
    make.make_unit(mounted=False)
    make.make_assignment(
        employee=visited.kari,
        home=visited.home,
        recipient=make.make_recipient(protection="V"),
        withdrawn_at=NOON,
    )
    answers = [system.get(kind) for kind in ("AuditEvent", "Appointment", "Device", "Location")]
    answers += [one["resource"] for page in answers for one in page["entry"]]
    answers += [system.get("metadata"), system.get("Patient", status=404)]
    answers.append(system.bring({"resourceType": "Bundle", "type": "batch", "entry": [{}]}))
    lines = "\n".join(json.dumps(one) for one in answers)
    command = ["node", "validate.mjs"]

    done = subprocess.run(
        command, cwd=foreign.PROGRAM, input=lines, capture_output=True, text=True, check=True
    )

    assert done.stdout == ""
    assert len(answers) > 12
