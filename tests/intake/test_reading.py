"""What is read out of a resource, or why it cannot be used. No database."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.doors.facts import Building, Home
from elaas.intake.rules.envelopes import Envelope, Rejected, sort_out
from elaas.intake.rules.reading import Facts, read
from elaas.people.facts import Employee, Kin, Recipient, Role
from tests.intake import bundles
from tests.intake.bundles import patient
from tests.intake.reading import TERMS, reading, reason

CODES = "http://terminology.hl7.org/CodeSystem"
ELEVEN = datetime(2026, 12, 1, 10, tzinfo=UTC)


def recipient(**fields: Any) -> Recipient:
    answer = reading(patient(**fields))
    assert isinstance(answer, Recipient), answer
    return answer


def employee_role(**fields: Any) -> Role:
    answer = reading(bundles.role(**fields))
    assert isinstance(answer, Role), answer
    return answer


def test_a_patient_says_who_they_are() -> None:
    answer = recipient(
        identifier=[{"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "22874409506"}],
        name=[
            {"use": "nickname", "given": ["Turi"]},
            {"use": "official", "family": "Bakken", "given": ["Turid", "Marie"]},
        ],
        birthDate="1944-07-22",
        communication=[
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en"}]}},
            {
                "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "se-NO"}]},
                "preferred": True,
            },
        ],
    )

    assert answer == Recipient(
        source_id="turid",
        national_id="22874409506",
        given="Turid Marie",
        family="Bakken",
        birth_date=date(1944, 7, 22),
        language="se",
        protection="",
        active=True,
    )


def test_a_language_in_a_code_we_do_not_read_is_taken_for_bokmaal() -> None:
    spoken = [{"language": {"coding": [{"system": "urn:iso:639", "code": "sme"}]}}]

    assert recipient(communication=spoken).language == "nb"


@pytest.mark.parametrize(
    ("labels", "protection"), [(["R"], "R"), (["V"], "V"), (["R", "V"], "V"), (["N"], "")]
)
def test_the_strictest_protection_of_an_address_counts(labels: list[str], protection: str) -> None:
    security = [{"system": f"{CODES}/v3-Confidentiality", "code": label} for label in labels]
    meta = {"lastUpdated": bundles.V1, "security": security}

    assert recipient(meta=meta).protection == protection


def test_services_go_on_unless_they_ended_or_the_patient_died() -> None:
    assert recipient(active=None).active
    assert not recipient(active=False).active
    assert not recipient(deceasedBoolean=True).active
    assert not recipient(deceasedDateTime="2026-11-30").active


def test_a_number_that_is_no_national_id_costs_nobody_their_care() -> None:
    numbers = [{"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "unknown"}]

    assert recipient(identifier=numbers).national_id == ""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"active": "true"}, "active is neither true nor false"),
        ({"birthDate": "1944-13-22"}, "birthDate is not a date"),
        ({"birthDate": "22.07.1944"}, "birthDate is not a date"),
        ({"name": "Turid"}, "name is not a list"),
        ({"name": [{"given": "Turid"}]}, "given is not a list"),
        ({"name": [{"given": ["Tu\u0000rid"]}]}, "characters that are no text"),
        ({"name": [{"family": "\ud800"}]}, "characters that are no text"),
        ({"identifier": [7]}, "an item of identifier is not an object"),
    ],
)
def test_a_patient_with_wrong_types_is_rejected(fields: dict[str, Any], expected: str) -> None:
    assert expected in reason(patient(**fields))


def test_a_reason_tells_no_number_and_no_name() -> None:
    told = reason(patient(birthDate="22874409506", name=[{"family": "Bakken"}]))

    assert "22874409506" not in told
    assert "Bakken" not in told


def test_an_employee_has_two_numbers() -> None:
    answer = reading(
        bundles.practitioner(
            identifier=[
                {"system": "urn:elaas:employee-number", "value": "TK100000"},
                {"system": "urn:oid:2.16.578.1.12.4.1.4.4", "value": "6245376"},
            ]
        )
    )

    assert isinstance(answer, Employee)
    assert (answer.number, answer.hpr_number) == ("TK100000", "6245376")


def test_an_employee_number_too_long_to_store_is_rejected() -> None:
    numbers = [{"system": "urn:elaas:employee-number", "value": "7" * 41}]

    assert "longer than 40" in reason(bundles.practitioner(identifier=numbers))


def test_a_role_given_by_dates_lasts_the_whole_last_day() -> None:
    role = employee_role(period={"start": "2026-06-01", "end": "2026-12-01"})

    assert role.starts_at == datetime(2026, 5, 31, 22, tzinfo=UTC)
    assert role.ends_at == datetime(2026, 12, 1, 23, tzinfo=UTC)


def test_a_role_may_be_given_by_moments_or_without_limits() -> None:
    assert employee_role(period={"start": "2026-12-01T10:00:00Z"}).starts_at == ELEVEN
    assert employee_role().ends_at is None


def test_whose_it_is_must_be_said() -> None:
    assert reason(bundles.role(practitioner={})) == "practitioner is missing"
    assert reason(bundles.related_person(patient={})) == "patient is missing"
    assert "not a Patient" in reason(
        bundles.related_person(patient={"reference": "Practitioner/kari"})
    )


def test_next_of_kin_belong_to_a_patient() -> None:
    answer = reading(bundles.related_person())

    assert isinstance(answer, Kin)
    assert answer.recipient == "turid"


def test_a_location_is_a_building_or_a_home() -> None:
    house, flat = reading(bundles.building()), reading(bundles.home(part_of="gate-7"))

    assert isinstance(house, Building)
    assert isinstance(flat, Home)
    assert (flat.building, flat.dwelling, flat.address) == ("gate-7", "H0101", "Kongens gate 7")


def test_a_home_may_stand_alone_and_without_an_address() -> None:
    alone = reading(bundles.home("cabin", address={}))

    assert isinstance(alone, Home)
    assert (alone.building, alone.address) == ("", "")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"physicalType": {}}, "neither bu (a building) nor ho (a home)"),
        (
            {
                "physicalType": {
                    "coding": [{"system": f"{CODES}/location-physical-type", "code": "ro"}]
                }
            },
            "but «ro»",
        ),
        ({"status": "closed"}, "no status of a Location"),
        ({"address": []}, "address is not an object"),
        ({"address": {"line": [7]}}, "an item of line is not text"),
    ],
)
def test_a_place_that_cannot_be_used_is_rejected(fields: dict[str, Any], expected: str) -> None:
    assert expected in reason(bundles.building(**fields))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
RESOURCES = st.sampled_from([*bundles.town(), bundles.related_person()])


@given(RESOURCES, st.data())
def test_whatever_stands_in_an_element_there_is_an_answer(
    resource: dict[str, Any], data: st.DataObject
) -> None:
    broken = json.loads(json.dumps(resource))
    place: Any = broken
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            place[key] = data.draw(JSON)
            break
        place = place[key]

    contents = sort_out([{"resource": broken}])

    for envelope in contents.newest.values():
        assert isinstance(read(envelope, contents.addresses, TERMS), Facts | Rejected)
    assert len(contents.newest) + len(contents.rejected) + contents.ignored == 1


def test_an_envelope_is_named_as_others_refer_to_it() -> None:
    assert Envelope("Patient", "turid", ELEVEN, b"", {}).reference == "Patient/turid"


def test_the_description_of_a_place_is_the_note_of_its_door() -> None:
    behind = reading(bundles.building(description="Inngangen er på baksiden"))
    long = reading(bundles.home(description="x" * 300))

    assert isinstance(behind, Building)
    assert behind.note == "Inngangen er på baksiden"
    assert isinstance(long, Home)
    assert long.note == "x" * 200


@pytest.mark.parametrize(
    ("position", "read"),
    [
        ({"longitude": 10.3951, "latitude": 63.4305}, (63.4305, 10.3951)),
        ({"longitude": 10, "latitude": 63}, (63.0, 10.0)),
        ({"longitude": 10.3951}, (None, None)),
        ({"longitude": "10.3951", "latitude": True}, (None, None)),
        ({"longitude": 10.3951, "latitude": 163.4}, (None, None)),
        (float("nan"), (None, None)),
        (None, (None, None)),
    ],
)
def test_a_place_that_tells_no_position_is_used_without(
    position: object, read: tuple[float | None, float | None]
) -> None:
    place = reading(bundles.home(position=position))

    assert isinstance(place, Home)
    assert (place.latitude, place.longitude) == read
