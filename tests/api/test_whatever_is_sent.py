"""Whatever a phone sends, there is an answer that is no failure of ours."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.ledger.models import Entry
from elaas.people.models import Phone
from elaas.people.operations.phones import token_hash
from elaas.protocol import enrolment
from elaas.protocol.cose import PrivateKey
from tests.make import make_employee, make_phone

pytestmark = pytest.mark.django_db

TOKEN = "0" * 64
KEY = PrivateKey.generate()
ATTEMPT = {"id": str(uuid4()), "label": "0042", "reason": "not_now", "at": "2026-12-01T12:00:00Z"}
GOOD: dict[str, dict[str, Any]] = {
    "enrol": {"code": "ab", **KEY.public_key.to_hex(), "proof": "00" * 32},
    "sync": {"receipts": ["00"], "attempts": [ATTEMPT]},
    "receipts": {"receipts": ["00"], "attempts": [ATTEMPT]},
    "visit": {
        "id": str(uuid4()),
        "kind": "signed",
        "job": str(uuid4()),
        "door": None,
        "told": {"how": "typed", "name": "Turid Bakken", "reports": []},
        "photos": [],
        "at": "2026-12-01T12:00:00Z",
    },
    "time": {"lock_id": "L-0042", "nonce": "00" * 16},
    "claim-secret": {"lock_id": "L-0042"},
}
ODD: list[object] = [
    *(None, True, 0, -1, 1.5, float("nan"), 10**400),
    *("", "x", "\0", "\ud800", "\udfff" * 16, "\ufeff", "æ" * 16, "٤٢٤٢", "00" * 16, "a" * 10_000),
    *([], [None], [[]], ["\ud800"], {}, {"a": 1}, {"\ud800": "\0"}),
    *("2026-12-01", "2026-W49-2T10:00:00+00:00", "2026-12-01T00:00:00+23:59:59.999999"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z"),
]


@pytest.fixture(autouse=True)
def _phone(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    phone = make_phone(make_employee())
    Phone.objects.filter(id=phone.id).update(token_hash=token_hash(TOKEN))


def status_of(path: str, body: object) -> int:
    """The status; what the server does not catch is raised here."""
    client = Client(headers={"Authorization": f"Bearer {TOKEN}"})
    content = body if isinstance(body, bytes) else json.dumps(body)
    answer = client.post(f"/phone/{path}", content, content_type="application/json")
    if answer.status_code >= 400:
        assert answer.json()["error"].endswith(".")
    return answer.status_code


@pytest.mark.parametrize("path", GOOD)
def test_each_element_may_be_anything(path: str) -> None:
    for name in GOOD[path]:
        for odd in ODD:
            assert status_of(path, {**GOOD[path], name: odd}) in {200, 400, 403}, (name, odd)


@pytest.mark.parametrize("name", ATTEMPT)
def test_each_element_of_an_attempt_may_be_anything(name: str) -> None:
    for odd in ODD:
        body = {"attempts": [{**ATTEMPT, name: odd}]}
        assert status_of("sync", body) in {200, 400}, odd
        assert status_of("receipts", body) in {200, 400}, odd


def test_each_element_of_what_is_told_may_be_anything() -> None:
    for name in (*GOOD["visit"]["told"], "x"):
        for odd in ODD:
            told = {**GOOD["visit"]["told"], name: odd}
            body = {**GOOD["visit"], "id": str(uuid4()), "told": told}
            assert status_of("visit", body) in {200, 400}, (name, odd)


@pytest.mark.parametrize("path", GOOD)
def test_the_whole_may_be_anything(path: str) -> None:
    values = [json.dumps(odd).encode() for odd in ODD if not isinstance(odd, dict)]
    for odd in [*values, b"", b"\0", b"\xff\xfe{", b"{", b"[" * 100_000, b'{"code": "\xed"}']:
        assert status_of(path, odd) == 400, odd


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_of_another_age_is_refused_and_nothing_noted(at: str) -> None:
    before = Entry.objects.count()

    assert status_of("sync", {"attempts": [{**ATTEMPT, "at": at}]}) == 400
    assert Entry.objects.count() == before


def test_half_a_character_is_no_code() -> None:
    assert status_of("enrol", {**GOOD["enrol"], "code": "\ud800"}) == 400


def test_a_proof_may_be_of_any_length() -> None:
    server = PrivateKey.generate().public_key
    proof = enrolment.proof(KEY, server, "ab").hex()
    for length in (1, 31, 33, 1000):
        body = {**GOOD["enrol"], "proof": (proof * 32)[: 2 * length]}
        assert status_of("enrol", body) == 403
