"""Phones get credentials for exactly their assignments, and every one is in the ledger."""

import json
from datetime import timedelta

import pytest
from pytest_django import Settings

from elaas.access.models import Credential, Refusal
from elaas.access.operations.issue import issue
from elaas.access.operations.revoke import MOST_REVOKED, reconsider
from elaas.access.rules import Period
from elaas.ledger.entries import canonical
from elaas.ledger.models import Entry
from elaas.people.models import Employee, Phone
from elaas.protocol.cose import PrivateKey, verify1
from elaas.protocol.credential import Credential as Claims
from tests.keys import AUTHORITY
from tests.make import (
    NOON,
    VISIT,
    make_assignment,
    make_building,
    make_credential,
    make_employee,
    make_home,
    make_phone,
    make_recipient,
    make_shift,
    make_unit,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_a_flat_gets_a_credential_for_the_entrance_and_one_for_its_own_door() -> None:
    kari = make_employee()
    phone = make_phone(kari)
    building = make_building()
    flat, _neighbour = make_home(building=building), make_home(building=building)
    entrance, own = make_unit(building=building), make_unit(home=flat)
    make_assignment(employee=kari, home=flat)

    issued = issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    (visit,) = issued.bundles[phone.id]
    assert [door.credential.lock_id for door in visit.doors if door.credential] == [
        entrance.lock_id,
        own.lock_id,
    ]


def test_the_token_says_what_the_rule_says() -> None:
    kari = make_employee()
    key = PrivateKey.generate()
    phone = make_phone(kari, key=key)
    home = make_home()
    unit = make_unit(home=home, epoch=7)
    make_assignment(employee=kari, home=home)

    issued = issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    held = issued.bundles[phone.id][0].doors[0].credential
    assert held is not None
    claims = Claims.parse(verify1(held.token, {b"\x01": AUTHORITY.public_key}))
    assert claims == Claims(
        lock_id=unit.lock_id,
        not_before=int((VISIT.start - HOUR / 2).timestamp()),
        expires=int((VISIT.end + HOUR).timestamp()),
        issued_at=int(NOON.timestamp()),
        cti=held.cti.bytes,
        phone=key.public_key,
        scope="open",
        epoch=7,
    )


def test_a_second_sync_hands_out_the_same_credential() -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    make_assignment(employee=kari, home=home)

    first = issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
    second = issue(phones=[phone.id], authority=AUTHORITY, now=NOON + HOUR)

    assert first.bundles[phone.id][0].doors == second.bundles[phone.id][0].doors
    assert Credential.objects.count() == 1


def test_a_visit_that_starts_beyond_the_horizon_waits() -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    make_assignment(employee=kari, home=home)

    issued = issue(phones=[phone.id], authority=AUTHORITY, now=VISIT.start - 16 * HOUR)

    assert issued.bundles[phone.id] == []
    assert Credential.objects.count() == 0


def test_a_visit_whose_window_is_over_gives_nothing() -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    make_assignment(employee=kari, home=home)

    issue(phones=[phone.id], authority=AUTHORITY, now=VISIT.end + HOUR)

    assert Credential.objects.count() == 0


def test_a_blocked_phone_gets_nothing() -> None:
    kari = make_employee()
    phone, home = make_phone(kari, blocked_at=NOON), make_home()
    make_unit(home=home)
    make_assignment(employee=kari, home=home)

    issued = issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert phone.id not in issued.bundles
    assert Credential.objects.count() == 0


def test_a_colleague_without_the_assignment_gets_nothing() -> None:
    kari, ola = make_employee(), make_employee()
    phone, home = make_phone(ola), make_home()
    make_unit(home=home)
    make_assignment(employee=kari, home=home)

    issued = issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert issued.bundles == {phone.id: []}


def test_the_credential_ends_with_the_recorded_shift() -> None:
    kari = make_employee()
    shift_end = VISIT.end + timedelta(minutes=10)
    make_shift(kari, Period(VISIT.start - 4 * HOUR, shift_end))
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    make_assignment(employee=kari, home=home)

    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert Credential.objects.get().expires_at == shift_end


def test_an_unmounted_unit_is_refused_once_and_told_in_the_ledger() -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    unit = make_unit(home=home, mounted=False)
    make_assignment(employee=kari, home=home)

    for _ in range(2):
        issued = issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    door = issued.bundles[phone.id][0].doors[0]
    assert (door.credential, door.refusal) == (None, "not_mounted")
    assert Refusal.objects.get().unit_id == unit.lock_id
    assert Entry.objects.filter(kind="credential_refused").count() == 1


def test_the_ledger_says_on_which_assignment_a_credential_rests() -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    visit = make_assignment(employee=kari, home=home)

    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    entry = Entry.objects.get(kind="credential_issued")
    told = json.loads(bytes(entry.body))
    assert canonical(told) == bytes(entry.body)
    assert told["cti"] == Credential.objects.get().cti.hex
    assert told["assignment"] == {
        "id": visit.id.hex,
        "source": visit.source_id,
        "source_version": "2026-11-29T12:00:00Z",
        "employee": kari.id.hex,
        "home": home.id.hex,
        "starts_at": "2026-12-01T12:00:00Z",
        "ends_at": "2026-12-01T12:30:00Z",
    }
    assert len(bytes(entry.salt)) == 32


@pytest.mark.parametrize("change", ["withdrawn", "employee", "role", "service", "moved"])
def test_a_credential_is_revoked_when_what_it_rests_on_changes(change: str) -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    visit = make_assignment(employee=kari, home=home, recipient=make_recipient())
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    match change:
        case "withdrawn":
            visit.withdrawn_at = NOON
        case "employee":
            kari.active = False
        case "role":
            kari.roles.update(active=False)
        case "service":
            assert visit.recipient is not None
            visit.recipient.active = False
            visit.recipient.save()
        case "moved":
            visit.starts_at += timedelta(minutes=5)
    kari.save()
    visit.save()
    revoked = reconsider(assignments=[visit.id], now=NOON)

    assert revoked == 1
    assert Credential.objects.get().revoked_at == NOON
    assert Entry.objects.filter(kind="credential_revoked").count() == 1


def test_nothing_is_revoked_when_nothing_changed() -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    visit = make_assignment(employee=kari, home=home)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert reconsider(assignments=[visit.id], now=NOON) == 0


def test_many_phones_are_served_in_one_transaction() -> None:
    homes = [make_home() for _ in range(3)]
    phones = []
    for home in homes:
        employee = make_employee()
        phones.append(make_phone(employee))
        make_unit(home=home)
        make_assignment(employee=employee, home=home)

    issued = issue(phones=[phone.id for phone in phones], authority=AUTHORITY, now=NOON)

    assert [len(issued.bundles[phone.id]) for phone in phones] == [1, 1, 1]
    assert Credential.objects.count() == Entry.objects.filter(kind="credential_issued").count() == 3


def test_a_visit_moved_after_its_credential_ran_out_gets_a_new_one() -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    visit = make_assignment(employee=kari, home=home)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
    later = NOON + 2 * HOUR

    visit.starts_at, visit.ends_at = NOON + 3 * HOUR, NOON + 3.5 * HOUR
    visit.save()
    reconsider(assignments=[visit.id], now=later)
    issued = issue(phones=[phone.id], authority=AUTHORITY, now=later)

    held = issued.bundles[phone.id][0].doors[0].credential
    assert held is not None
    assert held.expires_at == NOON + 4.5 * HOUR
    assert Credential.objects.count() == 2


def test_credentials_that_fill_a_locks_list_as_they_are_replaced_come_with_the_new_epoch(
    settings: Settings,
) -> None:
    kari, home = make_employee(), make_home()
    phone, unit = make_phone(kari), make_unit(home=home)
    for _ in range(2):
        make_assignment(employee=kari, home=home)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
    colleague = make_employee()
    for _ in range(MOST_REVOKED):
        other = make_assignment(employee=colleague, home=home)
        make_credential(other, phone=make_phone_once(colleague), unit=unit, revoked_at=NOON - HOUR)

    settings.ACCESS_SLACK_AFTER = timedelta(minutes=45)
    issued = issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    unit.refresh_from_db()
    epochs = [
        door.credential and door.credential.epoch
        for visit in issued.bundles[phone.id]
        for door in visit.doors
    ]
    assert (unit.epoch, epochs) == (2, [2, 2])


@pytest.mark.parametrize("reason", ["employee_inactive", "no_role", "service_stopped"])
def test_a_visit_that_is_none_of_the_employees_business_is_not_on_the_phone(reason: str) -> None:
    kari = make_employee(active=reason != "employee_inactive")
    if reason == "no_role":
        kari.roles.update(active=False)
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    recipient = make_recipient(active=reason != "service_stopped")
    make_assignment(employee=kari, home=home, recipient=recipient)

    issued = issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert issued.bundles[phone.id] == []
    assert Refusal.objects.get().reason == reason


def make_phone_once(employee: Employee) -> Phone:
    """The employee's phone, enrolled at the first call."""
    return Phone.objects.filter(employee=employee).first() or make_phone(employee)
