"""A shift recorded late cuts credentials that are out already."""

from datetime import timedelta

import pytest

from elaas.access.models import Credential
from elaas.access.operations.issue import issue
from elaas.access.operations.shifts import record_shift
from elaas.ledger.models import Entry
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
