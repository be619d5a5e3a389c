"""Who went, and what stays of them: an id, a whole log, and no fault in it."""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from elaas.access.models import Answer, Question
from elaas.access.operations.shifts import record_shift
from elaas.damage.models import DamageComplaint
from elaas.demo import export
from elaas.demo.town import key_of
from elaas.doors.models import (
    BoardEvent,
    UnitEvent,
)
from elaas.eligibility.models import Review, Statement
from elaas.intake.models import Source
from elaas.intake.operations.importing import import_bundle
from elaas.ledger.entries import entry
from elaas.ledger.models import Entry
from elaas.ledger.operations import append
from elaas.mounting.models import FaultReport
from elaas.mounting.queries import orders
from elaas.people.models import (
    Employee,
    EmployeeRole,
    Phone,
    Recipient,
    RoleGrant,
    Shift,
)
from elaas.rights.kept import Kept
from tests import make
from tests.audit.town import NOW, build, employee, found, published
from tests.make import NOON
from tests.rights.olden import (
    OLD,
    YEARS,
    answered,
    board,
    complained,
    forget,
    person,
    shelved,
    who_left,
)

pytestmark = pytest.mark.django_db


def test_who_is_named_by_what_stays_about_a_unit_becomes_an_id_without_a_name() -> None:
    row = who_left()
    UnitEvent.objects.create(unit=shelved(), deed="to_repair", because="x", at=NOON, by=row)

    assert forget(Kept.EMPLOYEES) > 0

    row.refresh_from_db()
    assert (row.given, row.family, row.number, row.hpr_number) == ("", "", "", "")
    gone = (Phone, Shift, RoleGrant, EmployeeRole)
    assert [one for one in gone if one._default_manager.exists()] == []  # noqa: SLF001
    assert forget(Kept.EMPLOYEES) == 0


def test_who_told_of_a_fault_at_a_common_door_is_nobody_there_when_they_are_gone() -> None:
    row = person()
    order = make.make_order(make.make_unit(building=make.make_building()))
    for_them = {"order": order, "unit": order.unit, "seen_at": NOON, "told_at": NOON}
    fault = FaultReport.objects.create(**for_them, fault="other", by_kind="recipient", by_id=row.id)

    assert forget(Kept.RECIPIENTS) > 0

    fault.refresh_from_db()
    assert fault.by_id is None
    shown = orders.order(order.id, now=NOON)
    assert shown
    assert shown.faults[0].employee is None


def test_whoever_left_goes_wholly_with_no_fault_in_the_audit() -> None:
    build()
    record_shift(employee=employee("ola").id, starts_at=NOW, ends_at=OLD, now=NOW)
    left = [export.employee("ola", OLD, active=False), export.role("ola", OLD, active=False)]
    import_bundle(export.bundle(left, OLD), now=OLD)
    _, outside = published()

    assert all(forget(one, before=YEARS) for one in (Kept.VISITS, Kept.EMPLOYEES))

    ola = key_of("ola")
    assert not Employee.objects.filter(source_id=ola).exists()
    assert not Phone.objects.exists()
    assert not Source.objects.filter(reference=f"Practitioner/{ola}").exists()
    assert found(outside) == []


def test_an_old_shift_goes_with_its_entry_and_what_it_explains_stays_explained() -> None:
    build()
    ola = employee("ola").id
    for days in (-900, -2):
        starts = NOW + timedelta(days=days)
        record_shift(employee=ola, starts_at=starts, ends_at=starts + timedelta(days=5), now=NOW)
    _, outside = published()

    assert forget(Kept.SHIFTS, before=NOW - timedelta(days=100)) == 1

    assert Shift.objects.count() == 1
    assert Entry.objects.filter(kind="shift_recorded").count() == 1
    assert found(outside) == []


def test_who_comes_back_is_somebody_new() -> None:
    build()
    told_of = export.bundle([export.recipient("einar", OLD, active=False)], OLD)
    import_bundle(told_of, now=OLD)
    before = Recipient.objects.get(source_id=key_of("einar"))

    assert forget(Kept.RECIPIENTS) > 0
    assert not Recipient.objects.filter(id=before.id).exists()
    import_bundle(export.bundle([export.recipient("einar", YEARS)], YEARS), now=YEARS)

    after = Recipient.objects.get(source_id=key_of("einar"))
    assert after.active
    assert after.id != before.id
    published()
    assert found() == []


def test_logins_go_by_their_own_age() -> None:
    with transaction.atomic():
        append(entry("logged_in", NOON, employee=uuid4().hex, session=uuid4().hex))
        append(entry("logged_in", YEARS, employee=uuid4().hex, session=uuid4().hex))

    assert forget(Kept.LOGINS) == 1

    assert Entry.objects.get(kind="logged_in").at == YEARS
    (told_of,) = (json.loads(bytes(e.body)) for e in Entry.objects.filter(kind="rows_erased"))
    assert told_of["rows"] == {"ledger_entry": 1}


@pytest.mark.parametrize(
    "there_is",
    [answered, complained, board, person],
    ids=["question", "damage", "board", "decision"],
)
def test_no_row_that_stays_on_record_goes_untold(there_is: Callable[[], object]) -> None:
    there_is()
    published()
    rows: tuple[type[Model], ...] = (
        Answer,
        Question,
        DamageComplaint,
        BoardEvent,
        Review,
        Statement,
    )
    some = [one for one in rows if one._default_manager.exists()]  # noqa: SLF001
    assert some

    for one in some:
        refused = pytest.raises(DatabaseError, match="stays on record")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {one._meta.db_table}")  # noqa: S608, SLF001  (ours)
