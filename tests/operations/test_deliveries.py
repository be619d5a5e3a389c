"""Which locks have heard that a credential is revoked, by what phones bring back from the door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from elaas.access.models import Credential
from elaas.access.operations.deliveries import note_deliveries
from elaas.access.operations.phones import block_phone
from elaas.access.operations.revoke import MOST_REVOKED, revoke
from elaas.access.operations.update import updates
from elaas.doors.models import Unit
from elaas.ledger.models import Entry
from elaas.people.models import Employee, Phone
from elaas.people.phones import Blocked
from elaas.protocol.cose import PrivateKey, Signer
from tests.make import (
    NOON,
    make_assignment,
    make_credential,
    make_employee,
    make_home,
    make_phone,
    make_unit,
)

pytestmark = pytest.mark.django_db

AUTHORITY = PrivateKey.generate(kid=b"\x01\x02\x03")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def unit() -> Unit:
    """A lock."""
    return make_unit(home=make_home())


@pytest.fixture
def stolen(unit: Unit) -> Phone:
    """A phone with access to it."""
    return phone_with_access(make_employee(), unit)


@pytest.fixture
def colleague() -> Phone:
    """The phone that comes by next."""
    return make_phone(make_employee(given="Ola"))


def phone_with_access(employee: Employee, unit: Unit) -> Phone:
    phone = make_phone(employee)
    visit = make_assignment(employee=employee, home=make_home())
    make_credential(visit, phone=phone, unit=unit)
    return phone


def update_for(unit: Unit, *, by: Signer = AUTHORITY) -> bytes:
    return updates(lock_ids=[unit.lock_id], authority=by, now=NOON)[unit.lock_id]


def bring(update: bytes, colleague: Phone) -> int:
    later = NOON + MINUTE
    return note_deliveries(updates=[update], phone=colleague.id, authority=AUTHORITY, now=later)


def test_the_lock_has_heard_when_a_phone_brings_back_the_update_it_took(
    unit: Unit, stolen: Phone, colleague: Phone
) -> None:
    block_phone(phone=stolen.id, because=Blocked.STOLEN, now=NOON)

    assert bring(update_for(unit), colleague) == 1
    assert Credential.objects.get().heard_at == NOON + MINUTE
    assert Entry.objects.filter(kind="revocation_heard").count() == 1


def test_told_twice_it_is_noted_once(unit: Unit, stolen: Phone, colleague: Phone) -> None:
    block_phone(phone=stolen.id, because=Blocked.STOLEN, now=NOON)
    update = update_for(unit)
    bring(update, colleague)

    assert bring(update, colleague) == 0
    assert Entry.objects.filter(kind="revocation_heard").count() == 1


def test_an_update_from_before_the_block_tells_nothing(
    unit: Unit, stolen: Phone, colleague: Phone
) -> None:
    before = update_for(unit)
    block_phone(phone=stolen.id, because=Blocked.STOLEN, now=NOON)

    assert bring(before, colleague) == 0
    assert Credential.objects.get().heard_at is None


def test_an_update_for_another_lock_tells_nothing_about_this_one(
    unit: Unit, stolen: Phone, colleague: Phone
) -> None:
    block_phone(phone=stolen.id, because=Blocked.STOLEN, now=NOON)

    assert bring(update_for(make_unit(home=make_home())), colleague) == 0
    assert unit.credentials.get().heard_at is None


@pytest.mark.parametrize("signer", [PrivateKey.generate(kid=AUTHORITY.kid), None])
def test_what_the_authority_did_not_sign_tells_nothing(
    unit: Unit, stolen: Phone, colleague: Phone, signer: PrivateKey | None
) -> None:
    block_phone(phone=stolen.id, because=Blocked.STOLEN, now=NOON)
    forged = update_for(unit, by=signer) if signer else b"no update"

    assert bring(forged, colleague) == 0
    assert Credential.objects.get().heard_at is None


def test_a_raised_epoch_counts_as_heard_too(unit: Unit, colleague: Phone) -> None:
    phones = [phone_with_access(make_employee(), unit) for _ in range(MOST_REVOKED + 1)]
    everyones: list[UUID] = [phone.credentials.get().cti for phone in phones]
    revoke(credentials=everyones, because="moved", now=NOON)

    assert bring(update_for(unit), colleague) == MOST_REVOKED + 1


def test_an_update_told_a_thousand_times_costs_as_much_as_once(
    unit: Unit, colleague: Phone, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    update = update_for(unit)

    with django_assert_max_num_queries(6):
        note_deliveries(updates=[update] * 1000, phone=colleague.id, authority=AUTHORITY, now=NOON)
