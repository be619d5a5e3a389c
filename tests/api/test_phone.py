"""What the server says to phones, and to whoever pretends to be one."""

import json
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from elaas.access.authority import load
from elaas.access.models import Attempt, Credential, Receipt
from elaas.access.operations.phones import block_phone
from elaas.demo.clock import now
from elaas.ledger.models import Entry
from elaas.people.models import Employee, Phone
from elaas.people.phones import Blocked
from elaas.protocol.cose import PublicKey, verify1
from elaas.protocol.update import Time, Update
from tests.api.phones import enrolled, post, visit_now
from tests.make import (
    make_home,
    make_recipient,
    make_unit,
    sign_receipt,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("token", [None, "", "0" * 64, "x" * 10_000])
def test_who_is_not_enrolled_gets_nothing(token: str | None) -> None:
    for path in ("sync", "receipts", "time", "claim-secret"):
        status, answer = post(path, {}, token)
        assert (status, list(answer)) == (401, ["error"])


def test_the_day_holds_the_credential_the_lock_and_its_update(kari: Employee) -> None:
    visit = visit_now(kari)
    token = enrolled(kari)

    status, day = post("sync", {"receipts": [], "attempts": []}, token)

    assert status == 200
    (told,) = day["visits"]
    (door,) = told["doors"]
    credential = Credential.objects.get()
    assert told["assignment"] == str(visit.id)
    assert told["address"] == "Kongens gate 12"
    assert door["credential"] == bytes(credential.token).hex()
    assert (door["place"], door["refusal"]) == ("home", None)
    lock = day["locks"][credential.unit_id]
    assert lock["label"] == credential.unit.label
    update = Update.parse(verify1(bytes.fromhex(lock["update"]), authority()))
    assert (update.lock_id, update.epoch) == (credential.unit_id, 1)


def authority() -> dict[bytes, PublicKey]:
    signer = load()
    return {signer.kid: signer.public_key}


def test_a_protected_address_is_told_only_while_the_assignment_is_open(kari: Employee) -> None:
    later = now() + timedelta(hours=3)
    visit_now(
        kari,
        recipient=make_recipient(protection="V"),
        starts_at=later,
        ends_at=later + timedelta(minutes=30),
    )
    visit_now(kari, recipient=make_recipient(protection="V"))
    visit_now(kari, recipient=make_recipient(protection=""))

    _, day = post("sync", {}, enrolled(kari))

    told = Counter(
        (one["address"], one["address_hidden"], one["address_until"] is not None)
        for one in day["visits"]
    )
    assert told == Counter(
        [("Kongens gate 12", False, True), ("", True, False), ("Kongens gate 12", False, False)]
    )


def test_a_blocked_phone_gets_nothing_but_may_still_bring_receipts(kari: Employee) -> None:
    unit = make_unit(home=make_home())
    token = enrolled(kari)
    block_phone(phone=Phone.objects.get().id, because=Blocked.LOST, now=now())

    refused, _ = post("sync", {}, token)
    taken, upload = post("receipts", {"receipts": [sign_receipt(unit).hex()]}, token)

    assert (refused, taken, upload["stored"]) == (403, 200, 1)
    assert Receipt.objects.count() == 1


def test_an_attempt_told_twice_counts_once(kari: Employee) -> None:
    unit = make_unit(home=make_home())
    attempt = {
        "id": str(uuid4()),
        "label": unit.label,
        "reason": "no_assignment",
        "at": now().isoformat(),
    }
    token = enrolled(kari)

    for _ in range(2):
        assert post("sync", {"attempts": [attempt]}, token)[0] == 200

    assert Attempt.objects.get().unit == unit
    assert Entry.objects.filter(kind="refused_by_phone").count() == 1


def test_the_time_answers_the_locks_own_nonce(kari: Employee) -> None:
    nonce = bytes(range(16))

    status, answer = post("time", {"lock_id": "L-0042", "nonce": nonce.hex()}, enrolled(kari))

    assert status == 200
    told = Time.parse(verify1(bytes.fromhex(answer["time"]), authority()))
    assert (told.lock_id, told.nonce) == ("L-0042", nonce)
    assert abs(told.time - now().timestamp()) < 60


ATTEMPT = {"id": str(uuid4()), "label": "0042", "reason": "not_now", "at": "2026-12-01T12:00:00Z"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        {"receipts": "00"},
        {"receipts": ["0"]},
        {"receipts": ["zz"]},
        {"receipts": [1]},
        {"receipts": ["00"] * 5001},
        {"attempts": [1]},
        {"attempts": [{**ATTEMPT, "id": "1"}]},
        {"attempts": [{**ATTEMPT, "label": "123456"}]},
        {"attempts": [{**ATTEMPT, "label": "1\0"}]},
        {"attempts": [{**ATTEMPT, "reason": "because"}]},
        {"attempts": [{**ATTEMPT, "at": "noon"}]},
        {"attempts": [{**ATTEMPT, "at": "2026-12-01T12:00:00"}]},
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_changes_nothing(
    kari: Employee, body: object
) -> None:
    token = enrolled(kari)
    before = Entry.objects.count()

    status, answer = post("sync", body, token)

    assert status == 400
    assert answer["error"].endswith(".")
    assert Entry.objects.count() == before


def test_a_months_receipts_fit_in_one_request_and_more_is_refused(kari: Employee) -> None:
    token = enrolled(kari)
    fits, too_many = (
        {"receipts": [number.to_bytes(350, "big").hex() for number in range(count)]}
        for count in (4_600, 6_000)
    )

    taken, upload = post("receipts", fits, token)
    refused, answer = post("receipts", too_many, token)

    assert 3 * 1024 * 1024 < len(json.dumps(fits)) < 4 * 1024 * 1024 < len(json.dumps(too_many))
    assert (taken, len(upload["refused"])) == (200, 4_600)
    assert refused == 400
    assert answer["error"] == "The request is too large. Send less at a time."
