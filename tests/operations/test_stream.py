"""Rows on their way into tables arrive all or not at all, and the connection stays in order."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from elaas.access.models import Refusal
from elaas.database.bulk import NULL, Stream, Table, fetch, fetch_while, field, time_field
from elaas.ledger import operations as ledger
from elaas.ledger.entries import Form, NewEntry, canonical, written
from elaas.ledger.models import Entry
from tests.make import NOON, make_assignment, make_employee, make_home

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
REFUSALS = Table(
    "access_refusal",
    ("assignment_id", "unit_id", "door", "reason", "source_version", "refused_at"),
)


def refusal(assignment: bytes, reason: str) -> bytes:
    return REFUSALS.row(
        field(assignment),
        NULL,
        field(b"home"),
        field(reason.encode()),
        time_field(NOON),
        time_field(NOON + timedelta(microseconds=1)),
    )


def some_entries(count: int) -> list[NewEntry]:
    return [NewEntry("test", NOON, b"%d" % number) for number in range(count)]


@pytest.mark.django_db
def test_rows_for_two_tables_arrive_in_their_order() -> None:
    visit = make_assignment(employee=make_employee(), home=make_home())

    with Stream(connection) as stream:
        for number in range(40):
            stream.put(REFUSALS, [refusal(visit.id.bytes, f"{number}")])
            ledger.append_to(stream, some_entries(30))

    reasons = Refusal.objects.order_by("id").values_list("reason", flat=True)
    assert list(reasons) == [str(number) for number in range(40)]
    assert Refusal.objects.filter(unit=None, refused_at__gt=NOON).count() == 40
    assert Entry.objects.filter(kind="test").count() == 1200


@pytest.mark.django_db
@pytest.mark.parametrize("parts_after", [0, 50])
def test_a_row_that_rests_on_nothing_is_refused_before_the_transaction_ends(
    parts_after: int,
) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation), transaction.atomic():
        put_what_rests_on_nothing(parts_after)

    assert Entry.objects.count() == Refusal.objects.count() == 0


def put_what_rests_on_nothing(parts_after: int) -> None:
    with Stream(connection) as stream:
        stream.put(REFUSALS, [refusal(uuid4().bytes, "x")])
        for _ in range(parts_after):
            ledger.append_to(stream, some_entries(100))


@pytest.mark.django_db
def test_a_fault_of_the_callers_leaves_nothing_and_the_connection_in_order() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put_and_fail()

    assert Entry.objects.count() == 0


def put_and_fail() -> None:
    with Stream(connection) as stream:
        ledger.append_to(stream, some_entries(1000))
        raise ZeroDivisionError


@pytest.mark.django_db
def test_foreign_keys_wait_for_the_transactions_end_again_afterwards() -> None:
    with Stream(connection) as stream:
        ledger.append_to(stream, some_entries(1))

    row = Refusal.objects.create(
        assignment_id=uuid4(), door="home", reason="x", source_version=NOON, refused_at=NOON
    )
    row.delete()


@pytest.mark.django_db
def test_work_is_done_while_postgresql_looks() -> None:
    assert fetch_while(connection, "SELECT %s::int", [7], working=lambda: "done") == (
        [(7,)],
        "done",
    )
    assert fetch(connection, "SELECT 8", []) == [(8,)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        "1970-01-01T00:00:00Z",
        "1999-12-31T23:59:59.999999Z",
        "2026-12-01T12:00:00.000001Z",
        "2026-12-01T12:00:00+01:30",
        "8999-12-31T23:59:59Z",
    ],
)
def test_postgresql_reads_the_time_that_was_written(at: str) -> None:
    moment = datetime.fromisoformat(at)

    with Stream(connection) as stream:
        ledger.append_to(stream, [NewEntry("test", moment, b"")])

    assert Entry.objects.get().at == moment


@given(
    st.dictionaries(TEXT, TEXT | st.integers(-(2**53), 2**53) | st.none(), max_size=6), st.data()
)
def test_a_form_filled_in_is_canonical(
    fields: dict[str, str | int | None], data: st.DataObject
) -> None:
    blanks = data.draw(st.sets(st.sampled_from(sorted(fields)))) if fields else set()
    form = Form(
        {name: fields[name] for name in fields if name not in blanks}, blanks=sorted(blanks)
    )

    text = form.fill(*(written(fields[name]) for name in sorted(blanks)))

    assert text.encode() == canonical(fields)
    assert json.loads(text) == fields
