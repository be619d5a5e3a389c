"""Next of kin are told what the recipient lets them be told."""

import pytest

from elaas.mounting.models import MountingCase
from elaas.notices.models import Message
from elaas.notices.operations.calls import NoSuchLine, call_list, make_letter
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Kin, Recipient
from tests import make
from tests.make import NOON  # a Tuesday
from tests.operations.told.scene import (
    WEDNESDAY_AT_FOUR,
    booked,
    invited,
    lets,
    post_letters,
    work,
)

pytestmark = pytest.mark.django_db


def test_kin_who_book_hear_that_it_is_done_and_no_others_do(
    case: MountingCase, ingrid: Kin
) -> None:
    make.make_kin(case.recipient, national_id="30106119964")
    booked(case, by=Actor(ActorKind.KIN, ingrid.id))

    assert [said[:2] for said in work(NOON)] == ["99", "98"]
    assert [said[:2] for said in work(WEDNESDAY_AT_FOUR)] == ["99"]


def test_kin_whom_the_recipient_lets_be_told_are_told_and_reminded(
    case: MountingCase, ingrid: Kin
) -> None:
    lets(ingrid, told=True)
    booked(case)

    assert {said[:2] for said in work(NOON)} == {"99", "98"}
    assert {said[:2] for said in work(WEDNESDAY_AT_FOUR)} == {"99", "98"}


def test_what_the_recipient_takes_back_is_not_told_any_more(
    case: MountingCase, ingrid: Kin
) -> None:
    lets(ingrid, told=True)
    booked(case)
    work(NOON)
    lets(ingrid, told=False)

    assert [said[:2] for said in work(WEDNESDAY_AT_FOUR)] == ["99"]
    assert Message.objects.get(kin=ingrid, purpose="reminder").withdrawn_at == WEDNESDAY_AT_FOUR


def test_kin_are_invited_only_if_the_recipient_wants_it(turid: Recipient, ingrid: Kin) -> None:
    lets(ingrid, told=True)
    other = make.make_kin(turid, national_id="30106119964")
    invited(turid)
    post_letters()

    assert {said[:2] for said in work(NOON)} == {"99", "98"}
    assert not Message.objects.filter(kin=other, purpose="invitation").exists()


def test_kin_who_may_do_nothing_any_more_get_no_letter(turid: Recipient, ingrid: Kin) -> None:
    invited(turid)
    lets(ingrid, book=False)
    letter = Message.objects.get(kin=ingrid)

    assert len(call_list(register=None, by=None, now=NOON).to_post) == 1
    with pytest.raises(NoSuchLine):
        make_letter(message=letter.id, by=None, now=NOON)
