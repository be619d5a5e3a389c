"""A look is noted once an hour for each person and reason, whoever asks and however often."""

import json
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.errors import CheckViolation

from elaas.ledger.models import Entry
from elaas.people.grants import GrantedRole
from elaas.people.looks import ONE_LOOK, Because, Reason, Seen, What
from elaas.people.models import Employee, Look, Recipient
from elaas.people.operations.grants import grant_role, withdraw_role
from elaas.people.operations.looks import look, look_up_openings
from elaas.people.queries import looks as queries
from elaas.people.queries.looks import looks_at, reason_now
from tests import make
from tests.make import NOON
from tests.operations.test_booking_at_once import AT_A_TIME, at_once
from tests.world import check_ledger

CARE = Reason(Because.CARE)
VISIT, OTHER_VISIT = (Reason(Because.ASSIGNMENT, UUID(int=number)) for number in (1, 2))
SECOND = timedelta(seconds=1)


@pytest.fixture
def kari(db: None) -> Employee:
    return make.make_employee(given="Kari", family="Nilsen")


@pytest.fixture
def turid(db: None) -> Recipient:
    return make.make_recipient()


def told() -> list[dict[str, str | None]]:
    rows = Entry.objects.filter(kind="looked").order_by("id")
    return [json.loads(bytes(row.body)) for row in rows]


def test_an_entry_says_who_looked_at_whom_where_and_why(kari: Employee, turid: Recipient) -> None:
    look(employee=kari.id, seen=[Seen(turid.id, VISIT)], what=What.DAY, now=NOON)

    assert told() == [
        {
            "kind": "looked",
            "at": "2026-12-01T12:00:00Z",
            "look": Look.objects.get().id.hex,
            "employee": kari.id.hex,
            "recipient": turid.id.hex,
            "what": "day",
            "because": "assignment",
            "about": UUID(int=1).hex,
        }
    ]
    check_ledger()


@pytest.mark.parametrize(
    ("after", "entries"),
    [(timedelta(0), 1), (ONE_LOOK - SECOND, 1), (ONE_LOOK, 2), (SECOND - ONE_LOOK, 1)],
)
def test_the_same_reason_within_an_hour_is_one_look(
    kari: Employee, turid: Recipient, after: timedelta, entries: int
) -> None:
    for now, what in ((NOON, What.DAY), (NOON + after, What.PHONE)):
        look(employee=kari.id, seen=[Seen(turid.id, VISIT)], what=what, now=now)

    assert len(told()) == Look.objects.count() == entries


def test_another_person_reason_or_employee_is_another_look(
    kari: Employee, turid: Recipient
) -> None:
    ola, other = make.make_employee(), make.make_recipient()
    everything = [
        Seen(who.id, reason) for who in (turid, other) for reason in (VISIT, OTHER_VISIT, CARE)
    ]

    for employee in (kari, ola):
        look(employee=employee.id, seen=everything * 2, what=What.DAY, now=NOON)

    assert len(told()) == Look.objects.count() == 12


def test_many_are_noted_at_once(kari: Employee) -> None:
    seen = [Seen(make.make_recipient().id, CARE) for _ in range(50)]

    with CaptureQueriesContext(connection) as asked:
        look(employee=kari.id, seen=seen, what=What.QUEUE, now=NOON)

    assert len(told()) == 50
    assert len(asked) == 2  # SAVEPOINT and its release: the two statements of rows go past Django


def test_nobody_shown_is_nobody_looked_at(kari: Employee) -> None:
    look(employee=kari.id, seen=[], what=What.QUEUE, now=NOON)

    assert told() == []


def test_without_its_entry_no_look_is_noted(kari: Employee, turid: Recipient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry ADD CONSTRAINT shut CHECK (false) NOT VALID")

    with pytest.raises(CheckViolation, match="shut"), transaction.atomic():
        look(employee=kari.id, seen=[Seen(turid.id, CARE)], what=What.CASE, now=NOON)

    assert (Look.objects.count(), told()) == (0, [])


def test_who_looks_up_what_a_colleague_opened_is_noted(kari: Employee) -> None:
    ola = make.make_employee()

    for _ in range(2):
        look_up_openings(employee=kari.id, colleague=ola.id, because=Because.CHECK, now=NOON)

    [entry] = told()
    assert (entry["employee"], entry["colleague"]) == (kari.id.hex, ola.id.hex)
    assert (entry["what"], entry["because"]) == ("openings", "check")


@pytest.mark.parametrize(
    "change", ["UPDATE people_look SET what = 'case'", "DELETE FROM people_look"]
)
def test_a_look_is_neither_changed_nor_deleted(
    kari: Employee, turid: Recipient, change: str
) -> None:
    look(employee=kari.id, seen=[Seen(turid.id, CARE)], what=What.CASE, now=NOON)

    refused = pytest.raises(DatabaseError, match="stays on record")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert Look.objects.get().what == "case"


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_are_one_look_and_one_entry() -> None:
    kari = make.make_employee()
    people = [make.make_recipient().id for _ in range(5)]

    def shown(turn: int) -> None:
        order = people if turn % 2 else people[::-1]
        seen = [Seen(who, VISIT) for who in order]
        look(employee=kari.id, seen=seen, what=What.DAY, now=NOON + turn * SECOND)

    at_once(shown, range(AT_A_TIME * 3))

    assert len(told()) == Look.objects.count() == len(people)
    check_ledger()


def test_looks_are_told_the_newest_first_with_what_the_employee_was_then(
    kari: Employee, turid: Recipient
) -> None:
    grant = partial(grant_role, employee=kari.id, role=GrantedRole.COORDINATOR)
    grant(now=NOON)
    withdraw_role(employee=kari.id, role=GrantedRole.COORDINATOR, now=NOON + 2 * ONE_LOOK)
    for hours in (0, 1, 2):
        now = NOON + hours * ONE_LOOK
        look(employee=kari.id, seen=[Seen(turid.id, CARE)], what=What.CASE, now=now)

    found = looks_at(turid.id)

    assert [one.at for one in found.looks] == [NOON + hours * ONE_LOOK for hours in (2, 1, 0)]
    assert [one.by.roles for one in found.looks] == [(), *((GrantedRole.COORDINATOR,),) * 2]
    assert {one.by.service for one in found.looks} == {"hjemmesykepleie"}
    assert found.earlier is None
    assert looks_at(turid.id, before=NOON).looks == []


def test_a_page_of_looks_ends_between_two_moments(
    kari: Employee, turid: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKS_A_PAGE", 2)
    for now, reasons in ((NOON, (VISIT, OTHER_VISIT)), (NOON + ONE_LOOK, (CARE,))):
        seen = [Seen(turid.id, reason) for reason in reasons]
        look(employee=kari.id, seen=seen, what=What.DAY, now=now)

    first = looks_at(turid.id)
    assert [one.reason for one in first.looks] == [CARE]
    assert first.earlier == NOON + ONE_LOOK
    rest = looks_at(turid.id, before=first.earlier)
    assert {one.reason for one in rest.looks} == {VISIT, OTHER_VISIT}
    assert rest.earlier is None


def test_the_reason_of_this_hour_is_known_and_no_other(kari: Employee, turid: Recipient) -> None:
    look(employee=kari.id, seen=[Seen(turid.id, CARE)], what=What.CASE, now=NOON)
    asked = partial(reason_now, employee=kari.id, whose=turid.id)

    assert asked(now=NOON + ONE_LOOK - SECOND) == CARE
    assert asked(now=NOON + ONE_LOOK) is None
    assert reason_now(employee=make.make_employee().id, whose=turid.id, now=NOON) is None
