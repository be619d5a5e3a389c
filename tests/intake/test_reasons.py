"""A reason is printed and kept: it tells what is wrong, and nothing of anybody."""

import json
from typing import Any

import pytest

from tests.intake.bundles import appointment, participant, patient, practitioner, role, service
from tests.intake.state import reasons, take_in

pytestmark = pytest.mark.django_db

NATIONAL_ID = "22074412345"
OID = "urn:oid:2.16.578.1.12.4.1.4.1"


def visit_to(reference: str) -> dict[str, Any]:
    others = ["Location/gate-7-H0101", "Practitioner/kari"]
    return appointment(participant=[participant(one) for one in [reference, *others]])


@pytest.mark.parametrize(
    "resource",
    [
        *(visit_to(f"Patient?identifier={OID}|{NATIONAL_ID}"), visit_to(f"#{NATIONAL_ID}")),
        *(visit_to(f"{OID}.{NATIONAL_ID}"), visit_to("Patient/Turid Bakken")),
        *(appointment(to=NATIONAL_ID), appointment(by=[NATIONAL_ID]), appointment(at=NATIONAL_ID)),
        appointment(status="Turid Bakken flyttet"),
        appointment(serviceType=[service(f"besøk hos {NATIONAL_ID}")]),
        *(appointment(start="Turid Bakken"), appointment(start=NATIONAL_ID)),
        *(patient("Turid Bakken"), patient(f"{NATIONAL_ID}/1"), patient(birthDate=NATIONAL_ID)),
        *(practitioner(active="Bakken"), role(practitioner={"reference": f"x {NATIONAL_ID}"})),
    ],
)
def test_a_reason_tells_no_number_and_no_name(resource: dict[str, Any]) -> None:
    told = json.dumps(take_in(resource).as_json(), ensure_ascii=False)

    assert '"reason"' in told
    assert NATIONAL_ID not in told
    assert "Bakken" not in told


def test_a_reason_names_what_somebody_can_look_up() -> None:
    told = {
        **reasons(take_in(appointment("v1", to="0c3b1266-e542-453d-9d35-977783300411"))),
        **reasons(take_in(appointment("v2", status="confirmed"))),
        **reasons(take_in(visit_to("urn:uuid:7"))),
    }

    assert told == {
        "Appointment/v1": "unknown patient: Patient/0c3b1266-e542-453d-9d35-977783300411",
        "Appointment/v2": "status «confirmed» is no status of an Appointment",
        "Appointment/visit": "the reference «urn:uuid:7» of actor leads nowhere",
    }
