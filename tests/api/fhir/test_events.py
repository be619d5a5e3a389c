"""What another system is told of openings, tries and refusals, and how it finds them."""

from datetime import timedelta

import pytest

from elaas.access.models import AssignmentKind
from elaas.clients.models import ClientLook
from elaas.protocol.receipt import Outcome
from tests import make
from tests.api.fhir.conftest import Visited
from tests.api.fhir.events import attempted, entities, refused
from tests.api.fhir.system import System
from tests.make import NOON

pytestmark = pytest.mark.django_db


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
