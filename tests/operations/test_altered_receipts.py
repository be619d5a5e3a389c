"""ECDSA is malleable: a receipt and its twin are one receipt, and the chain says which is right."""

from datetime import timedelta

import pytest

from elaas.access.models import Incident, Journal, Receipt
from elaas.access.operations.receipts import store_receipts
from elaas.access.queries.journals import gaps
from elaas.doors.models import Unit
from elaas.people.models import Phone
from elaas.protocol.cose import twin
from elaas.protocol.receipt import Outcome, digest
from tests.make import NOON, make_employee, make_home, make_phone, make_unit, sign_receipts

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def receipts(unit: Unit) -> list[bytes]:
    """The lock's first five."""
    return sign_receipts(unit, 5, outcome=Outcome.NO_CREDENTIAL)


@pytest.fixture
def thief() -> Phone:
    return make_phone(make_employee())


@pytest.fixture
def honest() -> Phone:
    return make_phone(make_employee())


def bring(phone: Phone, *receipts: bytes) -> None:
    store_receipts(receipts=receipts, phone=phone.id, now=LATER)


@pytest.mark.parametrize("altered", [0, 1, 4])
def test_an_altered_receipt_brought_first_gives_way_to_the_right_one(
    receipts: list[bytes], thief: Phone, honest: Phone, altered: int
) -> None:
    bring(thief, *receipts[:altered], twin(receipts[altered]))
    for receipt in receipts:  # one by one
        bring(honest, receipt)

    assert gaps() == []
    assert Journal.objects.get().complete_to == 5
    settled = receipts[: altered + 1] if altered < 4 else receipts[:4]
    stored = {row.seq: bytes(row.body) for row in Receipt.objects.all()}
    assert [stored[number] for number in range(1, len(settled) + 1)] == settled


def test_the_incident_is_about_the_phone_that_brought_the_altered_one(
    receipts: list[bytes], thief: Phone, honest: Phone
) -> None:
    bring(thief, twin(receipts[0]))
    bring(honest, *receipts)

    incident = Incident.objects.get()
    assert (incident.kind, incident.phone) == ("receipt_signature_altered", thief)
    assert bytes(incident.body) == twin(receipts[0])


def test_an_altered_receipt_brought_after_the_right_one_changes_nothing(
    receipts: list[bytes], thief: Phone, honest: Phone
) -> None:
    bring(honest, *receipts)
    bring(thief, *map(twin, receipts))

    assert [bytes(row.body) for row in Receipt.objects.order_by("seq")] == receipts
    assert not Incident.objects.exists()


def test_an_altered_receipt_that_fills_a_gap_is_stored_as_the_lock_gave_it_out(
    receipts: list[bytes], thief: Phone, honest: Phone
) -> None:
    bring(honest, receipts[0], receipts[2])
    bring(thief, twin(receipts[1]))

    assert bytes(Receipt.objects.get(seq=2).body) == receipts[1]
    assert Journal.objects.get().complete_to == 3


def test_a_whole_altered_chain_does_not_stand(
    receipts: list[bytes], thief: Phone, honest: Phone
) -> None:
    bring(thief, *map(twin, receipts[:3]))
    bring(honest, *receipts)

    journal = Journal.objects.get()
    assert (journal.complete_to, bytes(journal.complete_digest)) == (5, digest(receipts[4]))
    assert [bytes(row.body) for row in Receipt.objects.order_by("seq")] == receipts


def test_the_twin_of_a_twin_is_the_receipt_itself(receipts: list[bytes]) -> None:
    assert twin(twin(receipts[0])) == receipts[0] != twin(receipts[0])


def test_an_altered_receipt_gives_way_also_late_in_a_long_upload(
    thief: Phone, honest: Phone
) -> None:
    units = sorted((make_unit(home=make_home()) for _ in range(3)), key=lambda unit: unit.lock_id)
    journals = [sign_receipts(unit, 100, outcome=Outcome.NO_CREDENTIAL) for unit in units]
    bring(thief, *(twin(journal[0]) for journal in journals))

    bring(honest, *(receipt for journal in journals for receipt in journal[1:]))

    assert gaps() == []
    assert [row.complete_to for row in Journal.objects.all()] == [100, 100, 100]
    stored = Receipt.objects.filter(seq=1).order_by("unit")
    assert [bytes(row.body) for row in stored] == [journal[0] for journal in journals]
