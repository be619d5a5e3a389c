"""Who books on the telephone, or has no number, is told by letter or called."""

import pytest

from elaas.mounting.models import MountingCase
from elaas.mounting.operations.booking import cancel
from elaas.notices.models import Fallback
from elaas.notices.operations.calls import call_list
from elaas.notices.rules import Why
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.models import Recipient
from elaas.people.operations.grants import grant_role
from tests import make
from tests.make import NOON  # a Tuesday
from tests.operations.told.scene import (
    WEDNESDAY_AT_FOUR,
    booked,
    herself,
    work,
)

pytestmark = pytest.mark.django_db


def test_the_patrol_books_on_the_phone_and_the_same_is_confirmed(case: MountingCase) -> None:
    per = make.make_employee()
    grant_role(employee=per.id, role=GrantedRole.RESPONDER, now=NOON)

    booked(case, by=Actor(ActorKind.EMPLOYEE, per.id))

    [said] = work(NOON)
    assert "eLås monteres torsdag 3. desember" in said


def test_who_books_on_the_phone_and_is_not_texted_is_confirmed_by_letter_and_not_called_again(
    case: MountingCase,
) -> None:
    per = make.make_employee()
    grant_role(employee=per.id, role=GrantedRole.RESPONDER, now=NOON)
    Recipient.objects.update(national_id="")

    booked(case, by=Actor(ActorKind.EMPLOYEE, per.id))
    work(NOON)
    listed = call_list(register=None, by=None, now=NOON)
    assert [line.purpose for line in listed.to_post] == ["booked"]
    assert not listed.waiting

    # What the municipality takes back may be news to them.
    cancel(case=case.id, by=Actor(ActorKind.EMPLOYEE, per.id), now=NOON)
    work(NOON)
    listed = call_list(register=None, by=None, now=NOON)
    assert [line.purpose for line in listed.waiting] == ["cancelled"]


def test_who_books_online_and_is_not_texted_is_called(case: MountingCase) -> None:
    Recipient.objects.update(national_id="")

    booked(case)
    work(NOON)

    listed = call_list(register=None, by=None, now=NOON)
    assert [line.purpose for line in listed.waiting] == ["booked"]
    assert not listed.to_post


def test_before_booking_opens_what_was_agreed_on_the_phone_goes_by_post(
    case: MountingCase,
) -> None:
    row = booked(case)

    assert work(NOON, is_open=False) == []
    assert work(WEDNESDAY_AT_FOUR, is_open=False) == []

    found = {one.message.purpose: one.why for one in Fallback.objects.all()}
    assert found == {"booked": Why.BY_POST, "reminder": Why.NOT_TEXTED_YET}
    listed = call_list(register=None, by=None, now=NOON)
    assert [line.purpose for line in listed.to_post] == ["booked"]
    assert [line.purpose for line in listed.waiting] == ["reminder"]
    assert row.cancelled_at is None


def test_a_line_on_the_call_list_goes_when_the_time_is_cancelled(case: MountingCase) -> None:
    Recipient.objects.update(national_id="")
    booked(case)
    work(NOON)
    work(WEDNESDAY_AT_FOUR)
    listed = call_list(register=None, by=None, now=NOON).waiting
    assert {line.purpose for line in listed} == {"booked", "reminder"}

    cancel(case=case.id, by=herself(case), now=WEDNESDAY_AT_FOUR)
    work(WEDNESDAY_AT_FOUR)

    listed = call_list(register=None, by=None, now=NOON).waiting
    assert {line.purpose for line in listed} == {"cancelled"}
