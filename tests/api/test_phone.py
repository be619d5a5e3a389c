"""What the server says to phones, and to whoever pretends to be one."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.authority import load
from elaas.access.models import Assignment, Attempt, Credential, Receipt
from elaas.access.operations.phones import block_phone
from elaas.demo.clock import now
from elaas.gateways.keys_file import BadKeyFile
from elaas.ledger.models import Entry
from elaas.people.models import Employee, Phone, PhoneInvite
from elaas.people.operations.phones import INVITE_LIVES, invite
from elaas.protocol import enrolment
from elaas.protocol.cose import PrivateKey, PublicKey, verify1
from elaas.protocol.update import Time, Update
from tests.make import (
    make_assignment,
    make_employee,
    make_home,
    make_recipient,
    make_unit,
    sign_receipt,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def kari() -> Employee:
    return make_employee(given="Kari", family="Nordmo")


def post(path: str, body: object, token: str | None = None) -> tuple[int, dict[str, Any]]:
    """Status and JSON of the answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else None
    content = body if isinstance(body, str) else json.dumps(body)
    response = Client(headers=headers).post(
        f"/phone/{path}", content, content_type="application/json"
    )
    return response.status_code, response.json()


def server_key() -> PublicKey:
    told = Client().get("/phone/enrolment-key").json()
    return PublicKey.from_hex(told)


def enrolment_of(
    employee: Employee, *, key: PrivateKey | None = None, code: str | None = None
) -> dict[str, str]:
    """What a phone with this key posts to enrol."""
    own = key or PrivateKey.generate()
    given = code or invite(employee=employee.id, now=now())
    return {
        "code": given,
        **own.public_key.to_hex(),
        "proof": enrolment.proof(own, server_key(), given).hex(),
    }


def enrolled(employee: Employee) -> str:
    """The token of a freshly enrolled phone."""
    status, answer = post("enrol", enrolment_of(employee))
    assert status == 201
    return str(answer["token"])


def visit_now(employee: Employee, **fields: Any) -> Assignment:
    """A visit that has just begun, at a home with a mounted lock."""
    home = make_home(address="Kongens gate 12")
    make_unit(home=home)
    moment = now().replace(microsecond=0)
    return make_assignment(
        employee=employee,
        home=home,
        **{"starts_at": moment, "ends_at": moment + timedelta(minutes=30), **fields},
    )


def test_a_phone_that_proves_its_key_is_enrolled(kari: Employee) -> None:
    key = PrivateKey.generate()

    status, answer = post("enrol", enrolment_of(kari, key=key))

    assert status == 201
    assert answer["employee"] == {"id": str(kari.id), "name": "Kari Nordmo"}
    phone = Phone.objects.get()
    assert (bytes(phone.key_x), bytes(phone.key_y)) == (key.public_key.x, key.public_key.y)
    assert answer["token"].encode() not in bytes(phone.token_hash)


def test_a_code_enrols_one_phone_only(kari: Employee) -> None:
    code = invite(employee=kari.id, now=now())
    post("enrol", enrolment_of(kari, code=code))

    status, _ = post("enrol", enrolment_of(kari, code=code))

    assert (status, Phone.objects.count()) == (403, 1)


def test_a_code_is_good_for_an_hour(kari: Employee) -> None:
    code = invite(employee=kari.id, now=now() - INVITE_LIVES)

    status, answer = post("enrol", enrolment_of(kari, code=code))

    assert (status, Phone.objects.exists()) == (403, False)
    assert "code" in answer["error"]


def test_a_key_that_is_not_proven_is_not_enrolled_and_the_code_stays_good(kari: Employee) -> None:
    asked = enrolment_of(kari)
    someone_elses = PrivateKey.generate().public_key

    status, _ = post("enrol", {**asked, **someone_elses.to_hex()})

    assert (status, Phone.objects.exists()) == (403, False)
    assert post("enrol", asked)[0] == 201


def test_a_new_phone_blocks_the_one_before_and_takes_its_credentials(kari: Employee) -> None:
    visit_now(kari)
    before = enrolled(kari)
    post("sync", {}, before)

    enrolled(kari)

    assert post("sync", {}, before)[0] == 403
    assert Credential.objects.get().revoked_because == "phone_replaced"


def test_a_shared_phone_that_changes_hands_leaves_the_colleague(kari: Employee) -> None:
    key = PrivateKey.generate()
    post("enrol", enrolment_of(kari, key=key))

    status, _ = post("enrol", enrolment_of(make_employee(), key=key))

    assert status == 201
    assert Phone.objects.filter(blocked_at=None).count() == 1


@pytest.mark.parametrize("token", [None, "", "0" * 64, "x" * 10_000])
def test_who_is_not_enrolled_gets_nothing(token: str | None) -> None:
    for path in ("sync", "receipts", "time"):
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

    _, day = post("sync", {}, enrolled(kari))

    told = [(one["address"], one["address_hidden"]) for one in day["visits"]]
    assert told == [("Kongens gate 12", False), ("", True)]


def test_a_blocked_phone_gets_nothing_but_may_still_bring_receipts(kari: Employee) -> None:
    unit = make_unit(home=make_home())
    token = enrolled(kari)
    block_phone(phone=Phone.objects.get().id, now=now())

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


@pytest.mark.parametrize(
    "change",
    [{"code": ""}, {"code": 1}, {"x": "00"}, {"y": "zz"}, {"proof": None}, {"x": "00" * 32}],
)
def test_an_enrolment_that_cannot_be_read_uses_up_no_code(
    kari: Employee, change: dict[str, object]
) -> None:
    status, _ = post("enrol", {**enrolment_of(kari), **change})

    assert status == 400
    assert PhoneInvite.objects.get().used_at is None


def test_the_authority_key_is_in_a_file_that_only_its_owner_reads(
    kari: Employee, tmp_path: Path
) -> None:
    visit_now(kari)
    post("sync", {}, enrolled(kari))

    key = tmp_path / "keys" / "authority.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700


def test_a_key_file_that_others_can_read_is_not_used(kari: Employee, tmp_path: Path) -> None:
    load()
    (tmp_path / "keys" / "authority.pem").chmod(0o644)

    with pytest.raises(BadKeyFile, match="0600"):
        load()


def test_a_file_that_holds_no_key_is_not_used(tmp_path: Path) -> None:
    load()
    (tmp_path / "keys" / "authority.pem").write_text("no key")

    with pytest.raises(BadKeyFile, match="must be a P-256 key in PEM"):
        load()


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
    assert answer["error"] == "The request is too large. Send fewer receipts at a time."
