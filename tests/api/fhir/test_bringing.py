"""A care system brings its Bundle, and each entry has its answer."""

import json
from typing import Any

import pytest
from pytest_django import Settings

from elaas.access.models import Assignment
from elaas.api.fhir import door
from elaas.api.fhir.batch import FATES
from elaas.api.fhir.size import most_bytes
from elaas.clients.rules import WRITABLE
from elaas.intake.operations.batch import Fate
from elaas.intake.rules.envelopes import TYPES
from elaas.ledger.models import Entry
from elaas.people.models import Recipient
from tests.api.fhir.system import Resource, System, why
from tests.intake.bundles import appointment, bundle, export, patient, town

pytestmark = pytest.mark.django_db


def batch(*resources: Resource, **request: Any) -> Resource:
    """PUTs of these."""
    return {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [
            {
                "resource": one,
                "request": {
                    "method": "PUT",
                    "url": f"{one['resourceType']}/{one['id']}",
                    **request,
                },
            }
            for one in resources
        ],
    }


def answers(response: Resource) -> list[tuple[str, str, str]]:
    """The status, severity and reason of each entry."""
    assert response["type"] == "batch-response"
    return [
        (
            one["response"]["status"].partition(" ")[0],
            one["response"]["outcome"]["issue"][0]["severity"],
            one["response"]["outcome"]["issue"][0]["diagnostics"],
        )
        for one in response.get("entry", [])
    ]


@pytest.mark.parametrize("make", [batch, bundle])
def test_a_batch_of_puts_and_a_collection_are_taken_in_alike(system: System, make: Any) -> None:
    response = system.bring(make(*town()))

    assert {one[:2] for one in answers(response)} == {("200", "information")}
    assert len(response["entry"]) == len(town())
    visit = system.get("Appointment/visit")
    assert {"Practitioner/kari", "Patient/turid"} <= {
        one["actor"]["reference"] for one in visit["participant"]
    }


def test_each_entry_has_its_own_answer_in_its_place(system: System) -> None:
    puts = batch(*town(), appointment("lost", end=None), patient("ola", meta={}))
    puts["entry"].append({"resource": {"resourceType": "Basic", "id": "x"}, "request": {}})
    puts["entry"].append("nothing")
    puts["entry"].append(batch({"resourceType": "Basic", "id": "x"})["entry"][0])
    deleted = batch(patient("kari"), method="DELETE")["entry"]
    elsewhere = batch(patient("kari"), url="Patient/turid")["entry"]
    heeded = batch(patient("kari"), ifMatch='W/"1"')["entry"]
    puts["entry"] += [*deleted, *elsewhere, *heeded]

    told = answers(system.bring(puts))

    assert [one[0] for one in told[: len(town())]] == ["200"] * len(town())
    assert told[len(town()) :] == [
        ("422", "error", "no end"),
        (
            "400",
            "error",
            "meta.lastUpdated is missing: it cannot be told whether it is the newest",
        ),
        ("400", "error", "request.method is not PUT, and nothing else is done here"),
        ("400", "error", "the entry is not an object"),
        ("404", "error", "eLås does not use resources of this type"),
        ("400", "error", "request.method is not PUT, and nothing else is done here"),
        ("400", "error", "request.url is not the type and id of the resource"),
        (
            "400",
            "error",
            "request.ifMatch is not heeded here: the newest meta.lastUpdated wins",
        ),
    ]


def test_what_is_used_in_part_is_a_warning(system: System) -> None:
    (told,) = answers(system.bring(batch(*town(), appointment("second", by=["kari", "nobody"]))))[
        -1:
    ]

    assert told[:2] == ("200", "warning")


def test_it_does_what_the_command_does_for_a_whole_export(system: System) -> None:
    told = answers(system.bring(export()))

    assert len(told) == 1092
    assert ("422", "error", "no end") in told
    assert Assignment.objects.count() > 500


def test_the_same_again_changes_nothing(system: System) -> None:
    system.bring(batch(*town()))
    before = list(Assignment.objects.values())

    assert {one[0] for one in answers(system.bring(batch(*town())))} == {"200"}

    assert list(Assignment.objects.values()) == before


def test_a_system_brings_only_what_it_was_allowed_to() -> None:
    system = System("system/Location.u system/Practitioner.u").logged_in()

    told = answers(system.bring(batch(patient("turid"), *town())))

    assert told[0] == ("403", "error", "you may bring no Patient")
    assert {one[0] for one in told} == {"200", "403"}
    assert not Recipient.objects.exists()


def test_who_may_read_alone_brings_nothing() -> None:
    system = System("system/*.rs").logged_in()

    assert "system/TYPE.u" in why(system.bring(batch(*town()), status=403))


@pytest.mark.parametrize(
    "content",
    [
        b"nothing",
        b"[" * 100_000,
        b"\xff",
        b"7",
        b"[]",
        json.dumps({"resourceType": "Patient"}).encode(),
        json.dumps({"resourceType": "Patient", "type": "batch"}).encode(),
        json.dumps({"resourceType": "Bundle", "type": "transaction"}).encode(),
        json.dumps({"resourceType": "Bundle", "type": "batch", "entry": {}}).encode(),
    ],
    ids=range(9),
)
def test_what_is_no_such_bundle_is_refused_whole(system: System, content: bytes) -> None:
    outcome = system.bring(content, status=400)

    assert outcome["issue"][0]["code"] == "structure"
    assert not Entry.objects.filter(kind="bundle_brought").exists()


def test_an_empty_bundle_has_an_empty_answer(system: System) -> None:
    assert answers(system.bring(batch())) == []


def test_another_content_type_and_too_much_are_refused(system: System, settings: Settings) -> None:
    assert "fhir+json" in why(system.bring(batch(), status=415, kind="text/plain"))

    settings.FHIR_BUNDLE_BYTES = 100

    assert "several" in why(system.bring(batch(*town()), status=413))


def test_a_bundle_may_be_larger_than_what_else_is_sent(system: System, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert {one[0] for one in answers(system.bring(batch(*town())))} == {"200"}


def test_only_who_may_bring_something_may_send_much(settings: Settings) -> None:
    usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    brings, reads = System().logged_in(), System("system/*.rs", name="b")
    token = f"Bearer {brings.token}"
    asked = {"method": "POST", "path": "/fhir/R4", "authorization": token}

    assert most_bytes(**asked) == settings.FHIR_BUNDLE_BYTES == 64 * 2**20
    others: list[dict[str, str]] = [
        {"method": "GET"},
        {"path": "/phone/sync"},
        {"authorization": ""},
        {"authorization": "Bearer nobody"},
        {"authorization": f"Basic {brings.token}"},
        {"authorization": f"Bearer {reads.logged_in('system/*.rs').token}"},
    ]
    assert [most_bytes(**{**asked, **other}) for other in others] == [usual] * len(others)


def test_a_bundle_is_brought_by_post(system: System) -> None:
    assert "POST" in why(system.get("", status=405))


def test_who_brought_how_much_is_in_the_ledger_and_no_name(system: System) -> None:
    system.bring(batch(*town()))

    told = json.loads(bytes(Entry.objects.get(kind="bundle_brought").body))
    assert (told["client"], told["entries"], told["used"]) == (
        system.id.hex,
        len(town()),
        len(town()),
    )


def test_when_as_many_ask_as_may_the_next_is_asked_to_come_again(system: System) -> None:
    taken = [door._places.acquire(blocking=False) for _ in range(door.AT_A_TIME)]  # noqa: SLF001  (as others' requests do)
    try:
        assert all(taken)
        assert "Too many" in why(system.get("Device", status=429))
    finally:
        door._places.release(door.AT_A_TIME)  # noqa: SLF001  (as they end)
    system.get("Device")


def test_every_fate_has_an_answer_and_every_type_can_be_allowed() -> None:
    assert set(FATES) == set(Fate)
    assert set(WRITABLE) == set(TYPES)
