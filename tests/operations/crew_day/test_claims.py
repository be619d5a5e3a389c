"""What a unit in the van is claimed with, and who is told."""

from datetime import datetime, timedelta

import pytest

from elaas.access import authority
from elaas.access.operations.claims import NotTold, tell_claim_secret
from elaas.access.operations.receipts import store_receipts
from elaas.access.operations.sync import Brought, take_in
from elaas.doors.models import Unit
from elaas.doors.queries import Claim
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment
from elaas.mounting.operations.van import unload_unit
from elaas.people.models import Phone
from elaas.people.queries import phone_with_token
from elaas.protocol.receipt import Outcome
from tests import make
from tests.make import NOON
from tests.operations.crew_day.scene import (
    DAY,
    HOURS,
    bring,
    make_installer,
    synced,
)

pytestmark = pytest.mark.django_db


def test_what_a_released_unit_is_claimed_with_only_the_server_knows(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    Unit.objects.update(released_at=NOON, claim_secret=b"after a release!")

    assert synced(per).claims == {spare.lock_id: Claim(claimed=False, secret=b"after a release!")}


def test_what_the_label_says_is_told_when_asked_for_to_whom_may_do_service_and_that_is_noted(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    other = make_installer(make.make_crew())
    for phone in (per, other):
        synced(phone)

    def ask(phone: Phone, at: datetime = NOON) -> bytes:
        return tell_claim_secret(
            phone=phone.id, employee=phone.employee_id, lock_id=spare.lock_id, now=at
        )

    assert ask(per) == bytes(spare.claim_secret)
    (entry,) = Entry.objects.filter(kind="claim_secret_told")
    assert bytes(spare.claim_secret).hex() not in str(bytes(entry.body))
    for phone, at in ((other, NOON), (per, HOURS.end + timedelta(hours=1)), (per, NOON - DAY)):
        with pytest.raises(NotTold):
            ask(phone, at)
    Unit.objects.update(claimed_at=NOON)
    with pytest.raises(NotTold):
        ask(per)
    Unit.objects.update(claimed_at=None)
    unload_unit(lock_id=spare.lock_id, now=NOON)
    with pytest.raises(NotTold):
        ask(per)
    assert Entry.objects.filter(kind="claim_secret_told").count() == 1


def test_a_unit_that_is_ours_is_not_to_be_claimed(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    Unit.objects.update(claimed_at=NOON)

    assert synced(per).claims == {spare.lock_id: Claim(claimed=True, secret=None)}


def test_the_receipt_of_the_claim_makes_the_unit_ours(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    synced(per)
    receipt = make.sign_receipt(spare, operation="claim", cti=None, uncertainty=None)

    for _ in range(2):
        bring(per, receipt)

    assert Unit.objects.get().claimed_at == NOON
    assert Entry.objects.filter(kind="unit_claimed").count() == 1
    assert synced(per).claims == {spare.lock_id: Claim(claimed=True, secret=None)}


def test_a_claim_that_the_lock_refused_makes_nothing_ours(
    booked: Appointment, spare: Unit, per: Phone
) -> None:
    receipt = make.sign_receipt(spare, operation="claim", cti=None, outcome=Outcome.NO_CREDENTIAL)

    upload = store_receipts(receipts=[receipt], phone=per.id, now=NOON)

    assert upload.claimed == {spare.lock_id}
    enrolled = phone_with_token(bytes(per.token_hash))
    assert enrolled is not None
    take_in(
        phone=enrolled, brought=Brought(receipts=[receipt]), authority=authority.load(), now=NOON
    )
    assert Unit.objects.get().claimed_at is None
