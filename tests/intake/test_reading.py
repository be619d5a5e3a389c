"""What is read out of a resource, or why it cannot be used. No database."""

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.doors.facts import Building, Home
from elaas.intake.rules.envelopes import Envelope, Rejected, sort_out
from elaas.intake.rules.reading import Facts, Terms, read
from elaas.intake.rules.visits import STATUSES, NoVisit, Visit
from elaas.people.facts import Employee, Kin, Recipient, Role
from tests.intake import bundles
from tests.intake.bundles import appointment, participant, patient, service, without

TERMS = Terms(
    services=frozenset({"hjemmesykepleie", "praktisk-bistand"}), zone=ZoneInfo("Europe/Oslo")
)
CODES = "http://terminology.hl7.org/CodeSystem"
ELEVEN = datetime(2026, 12, 1, 10, tzinfo=UTC)


def reading(resource: object, addresses: dict[str, str] | None = None) -> Facts | Rejected:
    contents = sort_out([{"resource": resource}])
    if contents.rejected:
        return contents.rejected[0]
    (envelope,) = contents.newest.values()
    return read(envelope, addresses or {}, TERMS)


def reason(resource: object) -> str:
    answer = reading(resource)
    assert isinstance(answer, Rejected), answer
    return answer.reason


def visit(**fields: Any) -> Visit:
    answer = reading(appointment(**fields))
    assert isinstance(answer, Visit), answer
    return answer


def recipient(**fields: Any) -> Recipient:
    answer = reading(patient(**fields))
    assert isinstance(answer, Recipient), answer
    return answer


def employee_role(**fields: Any) -> Role:
    answer = reading(bundles.role(**fields))
    assert isinstance(answer, Role), answer
    return answer


def test_a_visit_says_who_whom_where_and_when() -> None:
    read_visit = visit(by=["kari", "ola"])

    assert read_visit.employees == ("kari", "ola")
    assert (read_visit.recipient, read_visit.places) == ("turid", ("gate-7-H0101",))
    assert read_visit.starts_at == ELEVEN
    assert read_visit.service == "hjemmesykepleie"


@pytest.mark.parametrize(
    "start",
    [
        "2026-12-01T10:00:00Z",
        "2026-12-01T10:00:00.000Z",
        "2026-12-01T11:00:00.0000000+01:00",
        "2026-12-01T15:30:00+05:30",
        "2026-11-30T22:00:00-12:00",
    ],
)
def test_a_time_may_have_fractions_and_any_offset(start: str) -> None:
    assert visit(start=start).starts_at == ELEVEN


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"start": "2026-12-01T11:00:00"}, "no time zone"),
        ({"start": "2026-12-01"}, "not a time"),
        ({"start": "2026-12-01T25:00:00Z"}, "not a time"),
        ({"start": "20261201T110000Z"}, "not a time"),
        ({"start": "9999-12-31T23:59:59Z"}, "not a time of our age"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "not a time of our age"),
        ({"start": 1796122800}, "start is not text"),
        ({"start": None}, "no start"),
        ({"end": None}, "no end"),
        ({"end": "2026-12-01T10:59:00+01:00"}, "ends before it starts"),
        ({"end": "2026-12-01T11:00:00+01:00"}, "ends when it starts"),
        ({"by": []}, "nobody assigned"),
        ({"status": "confirmed"}, "«confirmed» is no status"),
        ({"status": None}, "no status"),
        ({"status": ["booked"]}, "status is not text"),
        ({"serviceType": [service("fotpleie")]}, "unknown service «fotpleie»"),
        ({"serviceType": []}, "no service"),
        ({"serviceType": "hjemmesykepleie"}, "serviceType is not an object"),
        ({"participant": {}}, "participant is not a list"),
        ({"participant": ["Patient/turid"]}, "an item of participant is not an object"),
        ({"participant": [{"actor": "Patient/turid"}]}, "actor is not an object"),
        ({"participant": [participant("urn:uuid:7")]}, "leads nowhere"),
    ],
)
def test_a_visit_that_cannot_be_used_is_rejected_with_the_reason(
    fields: dict[str, Any], expected: str
) -> None:
    assert expected in reason(appointment(**fields))


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_only_booked_arrived_and_checked_in_give_access(status: str) -> None:
    answer = reading(appointment(status=status))

    assert isinstance(answer, Visit) == (status in {"booked", "arrived", "checked-in"})


def test_a_cancelled_visit_is_cancelled_whatever_else_it_lacks() -> None:
    cancelled = without(appointment(status="cancelled"), "start", "end", "participant")

    assert isinstance(reading(cancelled), NoVisit)


def test_someone_who_declined_does_not_come() -> None:
    people = ["Patient/turid", "Location/gate-7-H0101", "Practitioner/kari"]
    taking_part = [*map(participant, people), participant("Practitioner/ola", "declined")]

    assert visit(participant=taking_part).employees == ("kari",)


def test_someone_named_twice_comes_once() -> None:
    assert visit(by=["kari", "ola", "kari"]).employees == ("kari", "ola")


def test_a_visit_to_two_patients_or_to_none_is_rejected() -> None:
    both = [*appointment()["participant"], participant("Patient/lars")]
    nobody = [participant("Location/gate-7-H0101"), participant("Practitioner/kari")]

    assert reason(appointment(participant=both)) == "more than one patient"
    assert reason(appointment(participant=nobody)) == "no patient"


def test_a_visit_nowhere_is_rejected() -> None:
    nowhere = [participant("Patient/turid"), participant("Practitioner/kari")]

    assert reason(appointment(participant=nowhere)) == "no home"


@pytest.mark.parametrize(
    "reference",
    [
        "Practitioner/kari",
        "https://epj.example/fhir/Practitioner/kari",
        "Practitioner/kari/_history/3",
        "urn:uuid:0c3b1266-e542-453d-9d35-9777833edd4b",
    ],
)
def test_a_reference_may_be_relative_absolute_or_a_full_url(reference: str) -> None:
    known = {"urn:uuid:0c3b1266-e542-453d-9d35-9777833edd4b": "Practitioner/kari"}
    people = ["Patient/turid", "Location/gate-7-H0101", reference]

    answer = reading(appointment(participant=[participant(one) for one in people]), known)

    assert isinstance(answer, Visit)
    assert answer.employees == ("kari",)


def test_a_full_url_is_an_address_for_the_whole_bundle() -> None:
    entry = {"fullUrl": "urn:uuid:1", "resource": bundles.practitioner()}

    assert sort_out([entry]).addresses == {"urn:uuid:1": "Practitioner/kari"}


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


@pytest.mark.parametrize(
    ("resource", "name", "expected"),
    [
        (7, "entry 1", "its resource is not an object"),
        ({}, "entry 1", "resourceType is missing"),
        (without(patient(), "id"), "Patient in entry 1", "id is missing"),
        (patient("a b\x1b[2J"), "Patient in entry 1", "the id «a b?[2J» is no FHIR id"),
        (without(patient(), "meta"), "Patient/turid", "meta.lastUpdated is missing"),
        (patient(meta="new"), "Patient/turid", "meta is not an object"),
        (patient(version="2026-11-29T03:00:00"), "Patient/turid", "no time zone"),
    ],
)
def test_a_resource_that_says_not_which_it_is_or_how_new_is_rejected(
    resource: object, name: str, expected: str
) -> None:
    answer = reading(resource)

    assert isinstance(answer, Rejected)
    assert answer.reference == name
    assert expected in answer.reason


def test_an_entry_that_is_no_object_is_rejected() -> None:
    assert sort_out(["Patient"]).rejected == [Rejected("entry 1", "the entry is not an object")]


def test_types_we_do_not_use_are_ignored() -> None:
    contents = sort_out([{"resource": {"resourceType": "Organization"}}])

    assert (contents.ignored, contents.newest, contents.rejected) == (1, {}, [])


def test_the_newest_version_wins_whatever_the_order() -> None:
    old, new = patient(version=bundles.V1), patient(version=bundles.V2)

    for order in ([old, new], [new, old]):
        contents = sort_out([{"resource": one} for one in order])
        assert contents.newest["Patient/turid"].resource == new
        assert contents.older["Patient"] == 1


def test_two_contents_under_one_version_always_give_the_same_winner() -> None:
    one, other = patient(active=True), patient(active=False)

    winners = [
        sort_out([{"resource": first}, {"resource": second}]).newest["Patient/turid"].resource
        for first, second in ((one, other), (other, one))
    ]

    assert winners[0] == winners[1]


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
    assert Envelope("Patient", "turid", ELEVEN, {}).reference == "Patient/turid"
