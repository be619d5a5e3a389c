"""An opening is explained by the assignment its credential rests on, or it is an incident."""

import json
from datetime import timedelta

import pytest

from elaas.access.models import Incident, Receipt
from elaas.access.operations.receipts import store_receipts
from elaas.doors.models import Unit
from elaas.ledger.entries import canonical
from elaas.ledger.models import Entry
from elaas.people.models import Employee, EmployeeRole, Phone, Recipient
from elaas.protocol.receipt import digest
from tests.make import (
    NOON,
    VISIT,
    make_assignment,
    make_credential,
    make_employee,
    make_home,
    make_phone,
    make_unit,
    sign_receipt,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=2)


def incidents() -> list[str]:
    return list(Incident.objects.order_by("id").values_list("kind", flat=True))


def test_an_opening_is_matched_to_its_credential_and_assignment(phone: Phone) -> None:
    home = make_home()
    unit = make_unit(home=home)
    visit = make_assignment(employee=phone.employee, home=home)
    credential = make_credential(visit, phone=phone, unit=unit)

    receipt = sign_receipt(unit, cti=credential.cti.bytes)
    store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    assert Receipt.objects.get().credential == credential
    assert incidents() == []


def test_an_opening_without_a_known_credential_is_stored_and_an_incident(
    unit: Unit, phone: Phone
) -> None:
    store_receipts(receipts=[sign_receipt(unit, cti=bytes(16))], phone=phone.id, now=LATER)

    assert Incident.objects.get().receipt == Receipt.objects.get()
    assert incidents() == ["opening_without_credential"]


def test_an_opening_after_the_window_is_an_incident(phone: Phone) -> None:
    home = make_home()
    unit = make_unit(home=home)
    visit = make_assignment(employee=phone.employee, home=home)
    credential = make_credential(visit, phone=phone, unit=unit)
    too_late = int((VISIT.end + timedelta(minutes=61)).timestamp())

    receipt = sign_receipt(unit, cti=credential.cti.bytes, time=too_late)
    store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    assert incidents() == ["opening_outside_window"]


def test_an_opening_after_the_visit_was_withdrawn_is_an_incident(phone: Phone) -> None:
    home = make_home()
    unit = make_unit(home=home)
    before = NOON - timedelta(minutes=5)
    visit = make_assignment(employee=phone.employee, home=home, withdrawn_at=before)
    credential = make_credential(visit, phone=phone, unit=unit, revoked_at=before)

    receipt = sign_receipt(unit, cti=credential.cti.bytes)
    store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    assert incidents() == ["opening_after_revocation"]


def test_an_opening_with_the_old_credential_of_a_visit_moved_a_little_is_explained(
    phone: Phone,
) -> None:
    home = make_home()
    unit = make_unit(home=home)
    visit = make_assignment(employee=phone.employee, home=home)
    before = NOON - timedelta(minutes=5)
    credential = make_credential(visit, phone=phone, unit=unit, revoked_at=before)

    receipt = sign_receipt(unit, cti=credential.cti.bytes)
    store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    assert incidents() == []


def test_an_opening_with_a_credential_for_another_door_is_an_incident(phone: Phone) -> None:
    home = make_home()
    unit, other = make_unit(home=home), make_unit(home=make_home())
    visit = make_assignment(employee=phone.employee, home=home)
    credential = make_credential(visit, phone=phone, unit=unit)

    receipt = sign_receipt(other, cti=credential.cti.bytes)
    store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    assert incidents() == ["opening_with_credential_for_another_door"]


@pytest.mark.parametrize("operation", ["open", '"%s"', "åpne"])
def test_the_ledger_tells_of_a_receipt_in_canonical_bytes(phone: Phone, operation: str) -> None:
    home = make_home()
    unit = make_unit(home=home)
    visit = make_assignment(employee=phone.employee, home=home)
    credential = make_credential(visit, phone=phone, unit=unit)
    receipt = sign_receipt(unit, cti=credential.cti.bytes, operation=operation, uncertainty=None)

    store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    body = bytes(Entry.objects.get(kind="receipt").body)
    assert canonical(json.loads(body)) == body
    assert json.loads(body) == {
        "kind": "receipt",
        "at": "2026-12-01T12:00:00Z",
        "lock": unit.lock_id,
        "seq": 1,
        "digest": digest(receipt).hex(),
        "operation": operation,
        "outcome": 0,
        "uncertainty": None,
        "cti": credential.cti.hex,
        "assignment": visit.id.hex,
        "employee": phone.employee.id.hex,
    }


def test_a_clock_that_may_be_off_by_any_time_is_believed_within_a_year(phone: Phone) -> None:
    home = make_home()
    unit = make_unit(home=home)
    visit = make_assignment(employee=phone.employee, home=home)
    credential = make_credential(visit, phone=phone, unit=unit)
    too_late = int((VISIT.end + timedelta(days=30)).timestamp())

    receipt = sign_receipt(unit, cti=credential.cti.bytes, time=too_late, uncertainty=2**63 - 1)
    store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    assert incidents() == []


@pytest.mark.parametrize("because", ["phone_blocked", "phone_replaced"])
def test_an_opening_by_a_phone_that_was_blocked_before_is_an_incident(because: str) -> None:
    home = make_home()
    unit, phone = make_unit(home=home), make_phone(make_employee())
    visit = make_assignment(employee=phone.employee, home=home)
    before = NOON - timedelta(minutes=5)
    credential = make_credential(
        visit, phone=phone, unit=unit, revoked_at=before, revoked_because=because
    )

    store_receipts(
        receipts=[sign_receipt(unit, cti=credential.cti.bytes)], phone=phone.id, now=LATER
    )

    assert incidents() == ["opening_after_revocation"]


@pytest.mark.parametrize("change", ["employee", "role", "service", "home"])
def test_an_opening_after_its_reason_was_gone_is_an_incident(change: str) -> None:
    home = make_home()
    unit, phone = make_unit(home=home), make_phone(make_employee())
    visit = make_assignment(employee=phone.employee, home=home)
    before = NOON - timedelta(minutes=5)
    credential = make_credential(visit, phone=phone, unit=unit, revoked_at=before)

    match change:
        case "employee":
            Employee.objects.update(active=False)
        case "role":
            EmployeeRole.objects.update(active=False)
        case "service":
            Recipient.objects.update(active=False)
        case "home":
            visit.home = make_home()
            visit.save()
    store_receipts(
        receipts=[sign_receipt(unit, cti=credential.cti.bytes)], phone=phone.id, now=LATER
    )

    assert incidents() == ["opening_after_revocation"]


def test_locking_the_door_after_the_visit_is_no_incident(phone: Phone) -> None:
    home = make_home()
    unit = make_unit(home=home)
    before = NOON - timedelta(minutes=5)
    visit = make_assignment(employee=phone.employee, home=home, withdrawn_at=before)
    credential = make_credential(visit, phone=phone, unit=unit, revoked_at=before)

    receipt = sign_receipt(unit, cti=credential.cti.bytes, operation="lock")
    store_receipts(receipts=[receipt], phone=phone.id, now=LATER)

    assert incidents() == []
