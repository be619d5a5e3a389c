"""What is read out of an Appointment, or why it cannot be used. No database."""

from datetime import UTC, datetime
from typing import Any

import pytest

from elaas.intake.rules.envelopes import sort_out
from elaas.intake.rules.visits import STATUSES, NoVisit, Visit
from tests.intake import bundles
from tests.intake.bundles import appointment, participant, service, without
from tests.intake.reading import reading, reason

ELEVEN = datetime(2026, 12, 1, 10, tzinfo=UTC)


def visit(**fields: Any) -> Visit:
    answer = reading(appointment(**fields))
    assert isinstance(answer, Visit), answer
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
        ({"end": "2026-12-02T11:00:01+01:00"}, "lasts longer than a day"),
        ({"end": "2199-12-01T11:00:00+01:00"}, "lasts longer than a day"),
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


def test_a_visit_may_last_a_whole_day() -> None:
    assert visit(end="2026-12-02T11:00:00+01:00").starts_at == ELEVEN


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
