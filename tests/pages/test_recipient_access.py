"""Who can open now and next, who could and did not, and how far back one can look."""

from datetime import timedelta

import pytest

from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.people.models import Recipient
from elaas.protocol.receipt import Outcome
from tests import make
from tests.make import NOON, VISIT
from tests.pages.at_home import page, visit_and_open

pytestmark = pytest.mark.django_db


def test_who_can_open_now_and_next_and_who_did_not_use_it(turid: Recipient, door: Unit) -> None:
    assert door.home
    employees = {}
    for name, hours in (("Now", 1), ("Next", 5), ("Unused", -5), ("Used", -6)):
        employees[name] = make.make_employee(given=name)
        period = Period(NOON + timedelta(hours=hours), NOON + timedelta(hours=hours, minutes=30))
        visit = make.make_assignment(
            employee=employees[name], home=door.home, recipient=turid, period=period
        )
        phone = make.make_phone(employees[name])
        credential = make.make_credential(visit, phone=phone, unit=door)
        if name == "Used":
            make.make_receipt(door, phone=phone, credential=credential, at=period.start)

    shown = page(turid)

    assert [one.employee.given for one in shown.now] == ["Now"]
    assert [one.employee.given for one in shown.next] == ["Next"]
    assert [one.employee.given for one in shown.unused] == ["Unused"]


def test_access_taken_back_ends_there(turid: Recipient, door: Unit) -> None:
    visit_and_open(turid, door, outcome=Outcome.REVOKED)
    credential = door.credentials.get()
    credential.revoked_at = NOON - timedelta(minutes=5)
    credential.save()

    shown = page(turid)

    assert shown.now == ()
    assert [one.window.end for one in shown.unused] == [credential.revoked_at]


def test_access_taken_back_before_it_began_was_never_there(turid: Recipient, door: Unit) -> None:
    visit_and_open(turid, door, outcome=Outcome.REVOKED)
    door.credentials.update(revoked_at=VISIT.start - timedelta(hours=2))

    assert page(turid).unused == ()


def test_earlier_visits_come_page_by_page_and_none_is_lost(turid: Recipient, door: Unit) -> None:
    visit_and_open(turid, door)
    credential, phone = door.credentials.get(), door.receipts.get().phone
    for number in range(1, 150):
        at = NOON - timedelta(hours=number)
        make.make_receipt(door, phone=phone, credential=credential, at=at)

    seen, before = [], None
    while True:
        shown = page(turid, before=before)
        seen += [use.at for use in shown.uses]
        before = shown.earlier
        if before is None:
            break

    assert seen == [NOON - timedelta(hours=number) for number in range(150)]


def test_uses_in_the_same_second_are_not_torn_apart(turid: Recipient, door: Unit) -> None:
    visit_and_open(turid, door)
    credential, phone = door.credentials.get(), door.receipts.get().phone
    for _ in range(60):
        make.make_receipt(door, phone=phone, credential=credential, at=NOON)
    make.make_receipt(door, phone=phone, credential=credential, at=NOON - timedelta(hours=1))

    first = page(turid)

    assert len(first.uses) == 61
    assert [use.at for use in page(turid, before=first.earlier).uses] == [NOON - timedelta(hours=1)]
