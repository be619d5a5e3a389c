"""Handing out access and changing what it rests on take turns."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from elaas.access.models import Credential, SlackTold
from elaas.access.operations import turns
from elaas.access.operations.issue import issue
from elaas.access.operations.phones import block_phone
from elaas.access.operations.revoke import MOST_REVOKED, revoke
from elaas.access.operations.shifts import record_shift
from elaas.access.operations.update import updates
from elaas.doors.models import Unit
from elaas.people.models import Phone
from elaas.people.phones import Blocked
from elaas.protocol.cose import verify1
from elaas.protocol.update import Update
from tests.keys import AUTHORITY
from tests.make import (
    NOON,
    VISIT,
    make_assignment,
    make_credential,
    make_employee,
    make_home,
    make_phone,
    make_unit,
)

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


def on_its_own(work: Callable[[], object]) -> object:
    """`work` on this thread's own connection."""
    try:
        return work()
    finally:
        connection.close()


def until_it_waits(work: Future[object]) -> None:
    """Return when some other transaction waits for ours, or `work` is done."""
    with connection.cursor() as cursor:
        while not work.done():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.01)


@pytest.fixture
def phone() -> Phone:
    """Kari's phone, with a visit now at a home with a mounted lock."""
    kari, home = make_employee(), make_home()
    make_unit(home=home)
    make_assignment(employee=kari, home=home)
    return make_phone(kari)


@pytest.mark.parametrize("change", ["shift", "block"])
def test_what_is_being_issued_is_revoked_by_a_change_that_had_to_wait(
    phone: Phone, change: str
) -> None:
    morning = VISIT.start - timedelta(hours=4)
    changes: dict[str, Callable[[], object]] = {
        "shift": lambda: record_shift(
            employee=phone.employee_id, starts_at=morning, ends_at=VISIT.end, now=NOON
        ),
        "block": lambda: block_phone(phone=phone.id, because=Blocked.LOST, now=NOON),
    }

    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
            changing = others.submit(on_its_own, changes[change])
            until_it_waits(changing)
        changing.result()

    assert not Credential.objects.filter(revoked_at=None).exists()
    assert Credential.objects.count() == 1


def test_many_use_the_facts_at_once(phone: Phone) -> None:
    other = make_phone(make_employee())
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)  # tells the slack, which nobody has yet

    with ThreadPoolExecutor(1) as others, transaction.atomic():
        issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
        beside = others.submit(
            on_its_own, lambda: issue(phones=[other.id], authority=AUTHORITY, now=NOON)
        )
        beside.result(timeout=30)  # while our transaction is still open


def test_who_tells_of_another_slack_has_the_turn_alone_and_others_see_it_told(
    phone: Phone,
) -> None:
    other = make_phone(make_employee())

    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
            beside = others.submit(
                on_its_own, lambda: issue(phones=[other.id], authority=AUTHORITY, now=NOON)
            )
            until_it_waits(beside)
        beside.result(timeout=30)

    assert SlackTold.objects.count() == 1


@pytest.mark.parametrize("turn", [turns.use_facts, turns.change_facts])
def test_a_turn_needs_a_transaction_to_end_with(turn: Callable[[], None]) -> None:
    with pytest.raises(turns.OutsideTransaction):
        turn()


def test_two_who_revoke_at_once_do_not_overfill_an_update() -> None:
    unit = make_unit(home=make_home())
    ours, theirs = given_out(unit), given_out(unit)

    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            revoke(credentials=ours, because="moved", now=NOON)
            revoking = others.submit(
                on_its_own, lambda: revoke(credentials=theirs, because="moved", now=NOON)
            )
            until_it_waits(revoking)
        revoking.result()

    update = update_for(unit, now=NOON + MINUTE)
    assert (update.epoch, update.revoked) == (2, ())


def test_who_waits_for_another_s_update_makes_a_newer_one() -> None:
    unit = make_unit(home=make_home())
    (taken, *_) = given_out(unit)

    def revoked_and_told() -> Update:
        revoke(credentials=[taken], because="moved", now=NOON)
        return update_for(unit, now=NOON)

    with ThreadPoolExecutor(1) as others:
        with transaction.atomic():
            without = update_for(unit, now=NOON + MINUTE)
            telling = others.submit(on_its_own, revoked_and_told)
            until_it_waits(telling)
        told = telling.result()

    assert isinstance(told, Update)
    assert (without.revoked, told.revoked) == ((), (taken.bytes[:8],))
    assert told.issued_at > without.issued_at


def update_for(unit: Unit, *, now: datetime) -> Update:
    """What the unit is told at `now`."""
    token = updates(lock_ids=[unit.lock_id], authority=AUTHORITY, now=now)[unit.lock_id]
    return Update.parse(verify1(token, {AUTHORITY.kid: AUTHORITY.public_key}))


def given_out(unit: Unit) -> list[UUID]:
    """As many credentials for the unit as an update can list."""
    employee, home = make_employee(), make_home()
    phone = make_phone(employee)
    return [
        make_credential(make_assignment(employee=employee, home=home), phone=phone, unit=unit).cti
        for _ in range(MOST_REVOKED)
    ]
