"""A lock that served elsewhere becomes ours: its journal begins with its claim."""

from datetime import timedelta

import pytest

from elaas.access.models import Incident, Journal
from elaas.access.operations.journals import open_journal
from elaas.access.operations.receipts import store_receipts
from elaas.access.queries.journals import gaps
from elaas.protocol.cose import NotSigned, PrivateKey
from elaas.protocol.receipt import Outcome, digest
from tests.make import (
    LOCK_KEYS,
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


def test_what_came_before_the_claim_is_neither_missed_nor_taken_in() -> None:
    unit, phone = make_unit(home=make_home()), make_phone(make_employee())
    *elsewhere, release = sign_receipts(unit, 57, outcome=Outcome.NO_CREDENTIAL)
    claim = sign_receipt(unit, seq=58, previous=digest(release), operation="claim")
    use = sign_receipt(unit, seq=59, previous=digest(claim), outcome=Outcome.NO_CREDENTIAL)

    open_journal(claim=claim, key=LOCK_KEYS[unit.lock_id][1].public_key, now=NOON)
    upload = store_receipts(receipts=[*elsewhere, release, claim, use], phone=phone.id, now=LATER)

    assert (upload.stored, upload.known) == (2, 57)
    assert gaps() == []
    assert not Incident.objects.exists()
    assert Journal.objects.get().complete_to == 59


def test_a_journal_that_is_ours_already_goes_on_as_it_is() -> None:
    unit, phone = make_unit(home=make_home()), make_phone(make_employee())
    ours = sign_receipts(unit, 3, outcome=Outcome.NO_CREDENTIAL)
    store_receipts(receipts=ours, phone=phone.id, now=NOON)
    claim = sign_receipt(unit, seq=4, previous=digest(ours[-1]), operation="claim")

    open_journal(claim=claim, key=LOCK_KEYS[unit.lock_id][1].public_key, now=LATER)

    assert Journal.objects.get().complete_to == 3


def test_a_claim_that_the_lock_did_not_sign_opens_nothing() -> None:
    unit = make_unit(home=make_home())

    with pytest.raises(NotSigned):
        open_journal(
            claim=sign_receipt(unit, operation="claim"),
            key=PrivateKey.generate().public_key,
            now=NOON,
        )

    assert not Journal.objects.exists()


def test_a_forged_receipt_brought_before_the_claim_spoils_nothing() -> None:
    unit, phone = make_unit(home=make_home()), make_phone(make_employee())
    forged = sign_receipt(unit, seq=7)[:-1] + b"\0"
    claim = sign_receipt(unit, seq=501, previous=b"x" * 32, operation="claim")

    store_receipts(receipts=[forged], phone=phone.id, now=NOON)
    open_journal(claim=claim, key=LOCK_KEYS[unit.lock_id][1].public_key, now=NOON)
    store_receipts(receipts=[claim], phone=phone.id, now=LATER)

    assert gaps() == []
    assert Journal.objects.get().complete_to == 501


def test_the_claims_own_receipt_opens_the_journal_if_nothing_else_did() -> None:
    unit, phone = make_unit(home=make_home()), make_phone(make_employee())
    claim = sign_receipt(unit, seq=501, previous=b"x" * 32, operation="claim")

    store_receipts(receipts=[claim], phone=phone.id, now=LATER)

    assert gaps() == []
    assert Journal.objects.get().complete_to == 501


@pytest.mark.parametrize("lock_id", ['L,"\\{}', "NULL", "Å 1 ' %s"])
def test_a_lock_may_be_called_whatever_can_be_printed(lock_id: str) -> None:
    unit, phone = make_unit(home=make_home(), lock_id=lock_id), make_phone(make_employee())
    receipts = sign_receipts(unit, 3, outcome=Outcome.NO_CREDENTIAL)

    upload = store_receipts(receipts=receipts, phone=phone.id, now=NOON)

    assert upload.acknowledged == {lock_id: 3}
    assert Journal.objects.get(unit=lock_id).complete_digest == digest(receipts[-1])
