"""A shift recorded late cuts credentials that are out already."""

from datetime import timedelta

import pytest

from elaas.access.models import Credential
from elaas.access.operations.issue import issue
from elaas.access.operations.shifts import record_shift
from elaas.ledger.models import Entry
from elaas.people.models import EmployeeSession
from tests.keys import AUTHORITY
from tests.make import (
    NOON,
    VISIT,
    make_assignment,
    make_employee,
    make_home,
    make_phone,
    make_unit,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MORNING = VISIT.start - timedelta(hours=5)


def test_a_credential_that_outlives_the_shift_is_revoked_and_issued_anew() -> None:
    kari = make_employee()
    phone, home = make_phone(kari), make_home()
    make_unit(home=home)
    make_assignment(employee=kari, home=home)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)
    shift_end = VISIT.end + timedelta(minutes=5)

    revoked = record_shift(employee=kari.id, starts_at=MORNING, ends_at=shift_end, now=NOON)
    issue(phones=[phone.id], authority=AUTHORITY, now=NOON)

    assert revoked == 1
    assert Credential.objects.get(revoked_at=None).expires_at == shift_end


def test_the_same_shift_again_changes_nothing() -> None:
    kari = make_employee()

    for _ in range(2):
        record_shift(employee=kari.id, starts_at=MORNING, ends_at=VISIT.end, now=NOON)

    assert kari.shifts.count() == Entry.objects.filter(kind="shift_recorded").count() == 1


def test_a_session_that_began_in_the_shift_ends_with_it() -> None:
    kari = make_employee()
    began = {"employee": kari, "began_at": NOON, "id_token": ""}
    in_it = EmployeeSession.objects.create(token_hash=b"1", ends_at=NOON + 10 * HOUR, **began)
    short = EmployeeSession.objects.create(token_hash=b"2", ends_at=NOON + HOUR, **began)
    before = EmployeeSession.objects.create(
        token_hash=b"3", **{**began, "began_at": NOON - 3 * HOUR}, ends_at=NOON + 10 * HOUR
    )

    record_shift(employee=kari.id, starts_at=NOON - HOUR, ends_at=NOON + 2 * HOUR, now=NOON)

    for session in (in_it, short, before):
        session.refresh_from_db()
    assert in_it.ends_at == NOON + 2 * HOUR
    assert short.ends_at == NOON + HOUR
    assert before.ends_at == NOON + 10 * HOUR
