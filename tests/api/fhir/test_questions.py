"""What can be asked, in which format, and how what is not understood is refused."""

import pytest

from tests.api.fhir.system import System, why

pytestmark = pytest.mark.django_db


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
