"""Taking a unit down: planned, released by the installer's phone, and off its door."""

from datetime import timedelta

import pytest

from elaas.access.models import Credential
from elaas.access.operations.issue import issue
from elaas.access.operations.mounting import plan_removal, take_down
from elaas.access.operations.receipts import store_receipts
from elaas.access.operations.sync import Brought, Synced, sync
from elaas.doors.label import Label
from elaas.doors.models import Home, Unit
from elaas.doors.operations import prepare_release, register_unit
from elaas.ledger.models import Entry
from elaas.people.models import Employee, Phone
from elaas.people.queries import phone_with_token
from elaas.protocol.cose import PublicKey
from elaas.protocol.receipt import Outcome
from tests.keys import AUTHORITY
from tests.make import (
    NOON,
    VISIT,
    make_assignment,
    make_employee,
    make_home,
    make_phone,
    make_unit,
    sign_receipt,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Home:
    return make_home()


@pytest.fixture
def unit(home: Home) -> Unit:
    return make_unit(home=home)


@pytest.fixture
def per() -> Employee:
    return make_employee(given="Per", role="velferdsteknologi")


@pytest.fixture
def phone(per: Employee) -> Phone:
    return make_phone(per)


def planned(per: Employee, unit: Unit) -> None:
    home = unit.home.id if unit.home else None
    plan_removal(installer=per.id, lock_id=unit.lock_id, home=home, period=VISIT, now=NOON)


def synced(phone: Phone) -> Synced:
    enrolled = phone_with_token(bytes(phone.token_hash))
    assert enrolled is not None
    return sync(phone=enrolled, brought=Brought(), authority=AUTHORITY, now=NOON)


def release(unit: Unit, phone: Phone, **told: object) -> frozenset[str]:
    """The lock's receipt for its release comes home; answers which locks told of theirs."""
    cti = Credential.objects.get(phone=phone, scope="open service").cti.bytes
    receipt = sign_receipt(unit, operation="release", cti=cti, **told)
    return store_receipts(receipts=[receipt], phone=phone.id, now=NOON).released


def test_only_the_installer_s_phone_is_told_what_the_lock_is_released_with(
    unit: Unit, per: Employee, phone: Phone, home: Home
) -> None:
    nurse = make_phone(make_employee())
    make_assignment(employee=nurse.employee, home=home)
    planned(per, unit)
    unit.refresh_from_db()

    assert synced(phone).releases == {unit.lock_id: bytes(unit.next_claim_secret)}
    assert synced(nurse).releases == {}
    assert len(unit.next_claim_secret) == 16


def test_planned_twice_the_secret_stays(unit: Unit) -> None:
    for _ in range(2):
        prepare_release(lock_id=unit.lock_id, now=NOON)

    assert Entry.objects.filter(kind="release_prepared").count() == 1
    assert bytes(Unit.objects.get().next_claim_secret).hex() not in str(
        [bytes(entry.body) for entry in Entry.objects.all()]
    )


def test_the_receipt_of_the_release_takes_the_unit_off_its_door_and_revokes_what_opened_it(
    unit: Unit, per: Employee, phone: Phone, home: Home
) -> None:
    nurse = make_phone(make_employee())
    make_assignment(employee=nurse.employee, home=home)
    planned(per, unit)
    issue(phones=[phone.id, nurse.id], authority=AUTHORITY, now=NOON)
    unit.refresh_from_db()

    assert release(unit, phone) == {unit.lock_id}
    assert [take_down(lock_id=unit.lock_id, now=NOON) for _ in range(2)] == [True, False]

    after = Unit.objects.get()
    assert (after.home, after.mounted_at, after.claimed_at) == (None, None, None)
    assert bytes(after.claim_secret) == bytes(unit.next_claim_secret)
    assert not Credential.objects.filter(revoked_at=None).exists()
    assert Entry.objects.filter(kind="unit_released").count() == 1


def test_a_release_that_nobody_was_sent_for_leaves_it_and_is_an_incident(
    unit: Unit, per: Employee, phone: Phone
) -> None:
    planned(per, unit)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    release(unit, phone, time=int((VISIT.end + timedelta(days=3)).timestamp()))

    assert not take_down(lock_id=unit.lock_id, now=NOON)
    assert Unit.objects.get().mounted_at is not None


def test_a_refused_release_changes_nothing(unit: Unit, per: Employee, phone: Phone) -> None:
    planned(per, unit)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    release(unit, phone, outcome=Outcome.REVOKED)

    assert not take_down(lock_id=unit.lock_id, now=NOON)


def test_afterwards_the_same_label_registers_it_again(
    unit: Unit, per: Employee, phone: Phone
) -> None:
    planned(per, unit)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
    release(unit, phone)
    take_down(lock_id=unit.lock_id, now=NOON)

    register_unit(label=label_of(unit), now=NOON)

    assert Unit.objects.get().released_at == NOON


def label_of(unit: Unit) -> Label:
    """What is printed on it, its first claim secret included."""
    return Label(
        lock_id=unit.lock_id,
        label=unit.label,
        dh=PublicKey(x=bytes(unit.dh_x), y=bytes(unit.dh_y)),
        receipt=PublicKey(x=bytes(unit.receipt_x), y=bytes(unit.receipt_y)),
        claim_secret=bytes(unit.claim_secret),
    )
