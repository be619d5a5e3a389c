"""Receipts come late, twice, out of order, from several phones; each is stored once."""

from datetime import timedelta

import pytest

from elaas.access.models import Incident, Journal, Receipt
from elaas.access.operations.receipts import store_receipts
from elaas.access.operations.update import updates
from elaas.access.queries.journals import Gap, gaps
from elaas.doors.models import Unit
from elaas.ledger.models import Entry
from elaas.people.models import Phone
from elaas.protocol.cose import PrivateKey, payload_of, sign1, verify1
from elaas.protocol.receipt import Outcome, digest
from elaas.protocol.receipt import Receipt as Claim
from elaas.protocol.update import Update
from tests.keys import AUTHORITY
from tests.make import (
    NOON,
    make_employee,
    make_home,
    make_phone,
    make_unit,
    sign_receipt,
    sign_receipts,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=2)


def refusals_of(unit: Unit, count: int) -> list[bytes]:
    return sign_receipts(unit, count, outcome=Outcome.NO_CREDENTIAL)


def incidents() -> list[str]:
    return list(Incident.objects.order_by("id").values_list("kind", flat=True))


def test_each_receipt_is_stored_once_however_often_it_comes(unit: Unit, phone: Phone) -> None:
    brought = refusals_of(unit, 3)

    first = store_receipts(receipts=brought + brought, phone=phone.id, now=LATER)
    second = store_receipts(receipts=brought, phone=make_phone(make_employee()).id, now=LATER)

    assert (first.stored, second.stored, second.known) == (3, 0, 3)
    assert Receipt.objects.count() == Entry.objects.filter(kind="receipt").count() == 3


@pytest.mark.parametrize("order", [[2, 1, 0], [1, 0, 2], [0, 2, 1]])
def test_order_does_not_matter(unit: Unit, phone: Phone, order: list[int]) -> None:
    brought = refusals_of(unit, 3)

    for number in order:
        store_receipts(receipts=[brought[number]], phone=phone.id, now=LATER)

    journal = Journal.objects.get()
    assert (journal.complete_to, bytes(journal.complete_digest)) == (3, digest(brought[2]))
    assert incidents() == []


def test_a_gap_is_an_open_question_until_another_phone_fills_it(unit: Unit, phone: Phone) -> None:
    brought = refusals_of(unit, 5)

    store_receipts(receipts=[brought[0], brought[4]], phone=phone.id, now=LATER)
    assert gaps() == [Gap(unit.lock_id, 2, 4)]
    assert Journal.objects.get().complete_to == 1

    store_receipts(receipts=brought[1:4], phone=phone.id, now=LATER)
    assert gaps() == []
    assert Journal.objects.get().complete_to == 5


def test_the_next_update_acknowledges_what_is_complete(unit: Unit, phone: Phone) -> None:
    brought = refusals_of(unit, 4)
    store_receipts(receipts=[brought[0], brought[1], brought[3]], phone=phone.id, now=LATER)

    token = updates(lock_ids=[unit.lock_id], authority=AUTHORITY, now=LATER)[unit.lock_id]

    update = Update.parse(verify1(token, {b"\x01": AUTHORITY.public_key}))
    assert update.acknowledged == (2, digest(brought[1]))


def test_an_altered_receipt_is_refused_and_noted(unit: Unit, phone: Phone) -> None:
    receipt = bytearray(sign_receipt(unit))
    receipt[-1] ^= 1

    upload = store_receipts(receipts=[bytes(receipt)], phone=phone.id, now=LATER)

    assert upload.stored == Receipt.objects.count() == 0
    assert incidents() == ["receipt_not_signed_by_the_lock"]
    assert Entry.objects.filter(kind="incident").count() == 1


def test_a_forged_receipt_is_refused_and_noted(unit: Unit, phone: Phone) -> None:
    claim = Claim.parse(payload_of(sign_receipt(unit)))

    forged = sign1(claim.payload(), PrivateKey.generate())
    store_receipts(receipts=[forged], phone=phone.id, now=LATER)

    assert incidents() == ["receipt_not_signed_by_the_lock"]


def test_a_receipt_that_names_a_key_is_refused_and_noted(unit: Unit, phone: Phone) -> None:
    claim = Claim.parse(payload_of(sign_receipt(unit)))

    named = sign1(claim.payload(), AUTHORITY)
    store_receipts(receipts=[named], phone=phone.id, now=LATER)

    assert incidents() == ["receipt_not_signed_by_the_lock"]


def test_a_foreign_locks_receipt_is_refused_and_noted(unit: Unit, phone: Phone) -> None:
    foreign = sign_receipt(unit, lock_id="L-9999")

    store_receipts(receipts=[foreign], phone=phone.id, now=LATER)

    assert incidents() == ["receipt_of_unknown_lock"]


@pytest.mark.parametrize("garbage", [b"", b"\x00", bytes(300), b"\xd2\x84\x43\xa1\x01\x26\xa0"])
def test_garbage_is_refused_and_noted(phone: Phone, garbage: bytes) -> None:
    upload = store_receipts(receipts=[garbage], phone=phone.id, now=LATER)

    assert upload.refused == [(digest(garbage), "receipt_malformed")]
    assert incidents() == ["receipt_malformed"]


@pytest.mark.parametrize(
    "fields", [{"time": 2**62}, {"seq": 2**63}, {"operation": "x" * 17}, {"operation": "a\0"}]
)
def test_a_receipt_that_cannot_be_stored_is_refused_and_noted(
    unit: Unit, phone: Phone, fields: dict[str, object]
) -> None:
    store_receipts(receipts=[sign_receipt(unit, **fields)], phone=phone.id, now=LATER)

    assert incidents() == ["receipt_malformed"]


def test_the_same_fault_brought_again_is_noted_once(phone: Phone) -> None:
    for _ in range(2):
        store_receipts(receipts=[b"\x00"], phone=phone.id, now=LATER)

    assert incidents() == ["receipt_malformed"]


def test_a_number_used_twice_is_an_incident_and_the_first_stays(unit: Unit, phone: Phone) -> None:
    first = sign_receipt(unit, outcome=Outcome.NO_CREDENTIAL)
    second = sign_receipt(unit, outcome=Outcome.NO_CREDENTIAL, battery=79)

    store_receipts(receipts=[first, second], phone=phone.id, now=LATER)

    assert bytes(Receipt.objects.get().body) == first
    assert incidents() == ["receipt_number_used_twice"]


@pytest.mark.parametrize("earlier_first", [True, False])
def test_a_broken_chain_is_an_incident(unit: Unit, phone: Phone, *, earlier_first: bool) -> None:
    first = sign_receipt(unit, outcome=Outcome.NO_CREDENTIAL)
    second = sign_receipt(unit, seq=2, previous=bytes(31) + b"x", outcome=Outcome.NO_CREDENTIAL)
    brought = [first, second] if earlier_first else [second, first]

    for receipt in brought:
        store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    assert incidents() == ["receipt_chain_broken"]


def test_a_phone_cannot_fill_the_ledger_with_rubbish(phone: Phone) -> None:
    for batch in range(3):
        rubbish = [bytes([batch, number]) * 1000 for number in range(50)]
        upload = store_receipts(receipts=rubbish, phone=phone.id, now=LATER)
        assert len(upload.refused) == 50

    told = Entry.objects.filter(kind="incident")
    assert Incident.objects.count() == told.count() == 20
    assert Entry.objects.exclude(kind="slack_set").count() == 20
    assert max(len(bytes(one.body)) for one in Incident.objects.all()) == 512


def test_the_answer_says_how_far_the_journals_are_here(unit: Unit, phone: Phone) -> None:
    brought = refusals_of(unit, 5)

    upload = store_receipts(receipts=[*brought[:2], brought[3]], phone=phone.id, now=LATER)

    assert upload.acknowledged == {unit.lock_id: 2}


@pytest.mark.parametrize("lock_id", ["L\0x", "", "L" * 17])
def test_a_receipt_of_what_can_be_no_lock_is_refused_and_noted(
    unit: Unit, phone: Phone, lock_id: str
) -> None:
    good = sign_receipt(unit, outcome=Outcome.NO_CREDENTIAL)

    upload = store_receipts(
        receipts=[sign_receipt(unit, lock_id=lock_id), good], phone=phone.id, now=LATER
    )

    assert upload.stored == 1
    assert incidents() == ["receipt_of_unknown_lock"]


def test_a_long_upload_full_of_gaps_is_taken_in(phone: Phone) -> None:
    units = [make_unit(home=make_home()) for _ in range(3)]
    journals = [refusals_of(unit, 100) for unit in units]
    every_second = [receipt for journal in journals for receipt in journal[1::2]]

    upload = store_receipts(receipts=every_second, phone=phone.id, now=LATER)
    assert (upload.stored, upload.refused, incidents()) == (150, [], [])

    everything = [receipt for journal in journals for receipt in journal]
    upload = store_receipts(receipts=everything, phone=phone.id, now=LATER)
    assert (upload.stored, upload.known, gaps()) == (150, 150, [])
