"""What next of kin may do: the recipient decides, and takes back at once."""

import json

import pytest
from django.db import IntegrityError, transaction

from elaas.ledger.models import Entry
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.models import Kin, KinDecision, Recipient
from elaas.people.operations.grants import grant_role
from elaas.people.operations.kin_rights import NewKin, NotDecided, Word, decide, name_kin
from elaas.people.queries import ActsFor, acts_for, kin_today, rights_of_kin
from elaas.people.rights import Right, WordOf
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

NUMBER = "02846610012"  # only compared here
EVERYTHING = dict.fromkeys(Right, True)
THE_WORD = Word(of=WordOf.GUARDIAN, reason="Verge ringte 24. november")


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(national_id="22873810011")


def herself(turid: Recipient) -> Actor:
    return Actor(ActorKind.RECIPIENT, turid.id)


def employee(role: GrantedRole) -> Actor:
    found = make.make_employee()
    grant_role(employee=found.id, role=role, now=NOON)
    return Actor(ActorKind.EMPLOYEE, found.id)


def told(kind: str) -> list[dict[str, object]]:
    return [json.loads(bytes(one.body)) for one in Entry.objects.filter(kind=kind).order_by("id")]


def test_from_the_import_alone_kin_may_book_and_no_more(turid: Recipient) -> None:
    ingrid = make.make_kin(turid, national_id=NUMBER)

    assert rights_of_kin(ingrid.id) == {Right.BOOK}
    assert acts_for(NUMBER) == [ActsFor(turid.id, ingrid.id, frozenset({Right.BOOK}))]


def test_from_the_import_alone_nobody_may_anything_where_the_address_is_protected() -> None:
    secret = make.make_recipient(protection="R")
    ingrid = make.make_kin(secret, national_id=NUMBER)
    assert acts_for(NUMBER) == []

    decide(kin=ingrid.id, wanted={Right.BOOK: True}, by=herself(secret), now=NOON)

    assert rights_of_kin(ingrid.id) == {Right.BOOK}


def test_the_recipient_lets_and_takes_back_and_it_is_in_the_ledger(turid: Recipient) -> None:
    ingrid = make.make_kin(turid, national_id=NUMBER)

    decide(kin=ingrid.id, wanted=EVERYTHING, by=herself(turid), now=NOON)
    assert rights_of_kin(ingrid.id) == set(Right)
    decide(kin=ingrid.id, wanted=dict.fromkeys(Right, False), by=herself(turid), now=NOON)

    assert rights_of_kin(ingrid.id) == set()
    assert acts_for(NUMBER) == []
    assert [one["right"] for one in told("kin_allowed")] == ["follow", "log", "told"]
    assert [one["right"] for one in told("kin_withdrawn")] == ["book", "follow", "log", "told"]


def test_nobody_else_decides(turid: Recipient) -> None:
    ingrid, stranger = make.make_kin(turid), make.make_recipient()
    nurse = Actor(ActorKind.EMPLOYEE, make.make_employee().id)

    for by in (Actor(ActorKind.KIN, ingrid.id), herself(stranger), nurse):
        answer = decide(kin=ingrid.id, wanted=EVERYTHING, by=by, word=THE_WORD, now=NOON)
        assert answer is NotDecided.NOT_YOURS
    assert rights_of_kin(ingrid.id) == {Right.BOOK}


@pytest.mark.parametrize("role", [GrantedRole.COORDINATOR, GrantedRole.RESPONDER])
def test_the_patrol_or_a_coordinator_records_somebody_s_word_with_a_reason(
    turid: Recipient, role: GrantedRole
) -> None:
    ingrid, by = make.make_kin(turid), employee(role)

    without = decide(kin=ingrid.id, wanted=EVERYTHING, by=by, now=NOON)
    blank = Word(of=WordOf.RECIPIENT, reason="  ")
    no_reason = decide(kin=ingrid.id, wanted=EVERYTHING, by=by, word=blank, now=NOON)
    recorded = decide(kin=ingrid.id, wanted=EVERYTHING, by=by, word=THE_WORD, now=NOON)

    assert (without, no_reason) == (NotDecided.NO_REASON, NotDecided.NO_REASON)
    assert recorded is None
    assert KinDecision.objects.filter(reason=THE_WORD.reason, word_of="guardian").count() == 3
    assert "Verge" not in str(told("kin_allowed"))


def test_anyone_can_be_named_and_may_what_was_said(turid: Recipient) -> None:
    who = NewKin(given="Nils", family="Nabo", national_id=NUMBER)

    kin = name_kin(recipient=turid.id, who=who, may=[Right.FOLLOW], by=herself(turid), now=NOON)

    assert acts_for(NUMBER) == [ActsFor(turid.id, Kin.objects.get().id, frozenset({Right.FOLLOW}))]
    [shown] = kin_today(turid.id)
    assert (shown.id, shown.name, shown.named) == (kin, "Nils Nabo", True)
    assert "Nabo" not in str(told("kin_named"))


def test_naming_somebody_the_care_system_knows_is_no_second_person(turid: Recipient) -> None:
    ingrid = make.make_kin(turid, national_id=NUMBER)
    who = NewKin(given="Ingrid", family="Bakken", national_id=NUMBER)

    kin = name_kin(recipient=turid.id, who=who, may=[Right.LOG], by=herself(turid), now=NOON)

    assert kin == ingrid.id
    assert rights_of_kin(ingrid.id) == {Right.BOOK, Right.LOG}


def test_what_was_taken_back_stays_so_when_the_care_system_tells_of_them_anew(
    turid: Recipient,
) -> None:
    who = NewKin(given="Ingrid", family="Bakken", national_id=NUMBER)
    kin = name_kin(recipient=turid.id, who=who, may=[Right.BOOK], by=herself(turid), now=NOON)
    assert not isinstance(kin, NotDecided)
    decide(kin=kin, wanted={Right.BOOK: False}, by=herself(turid), now=NOON)

    imported = make.make_kin(turid, national_id=NUMBER)

    assert rights_of_kin(imported.id) == set()
    assert acts_for(NUMBER) == []
    assert len(kin_today(turid.id)) == 1


def test_whom_the_care_system_counts_no_longer_may_nothing(turid: Recipient) -> None:
    ingrid = make.make_kin(turid, national_id=NUMBER, active=False)

    assert rights_of_kin(ingrid.id) == set()
    assert acts_for(NUMBER) == []
    assert kin_today(turid.id) == []


def test_nobody_is_their_own_kin(turid: Recipient) -> None:
    who = NewKin(given="Turid", family="Bakken", national_id=turid.national_id)

    answer = name_kin(recipient=turid.id, who=who, may=[Right.BOOK], by=herself(turid), now=NOON)

    assert answer is NotDecided.THEMSELF
    assert not Kin.objects.exists()


def test_one_person_acts_for_several(turid: Recipient) -> None:
    knut = make.make_recipient(national_id=NUMBER)
    make.make_kin(turid, national_id=NUMBER)

    own, other = acts_for(NUMBER)

    assert own == ActsFor(knut.id, None, frozenset(Right))
    assert other.recipient == turid.id


def test_without_a_number_somebody_is_nobody(turid: Recipient) -> None:
    make.make_recipient(national_id="")
    make.make_kin(turid, national_id="")

    assert acts_for("") == []
    assert [one.can_log_in for one in kin_today(turid.id)] == [False]


def test_postgresql_takes_no_decision_of_kin_nor_one_without_a_reason(turid: Recipient) -> None:
    ingrid = make.make_kin(turid)
    row = {"kin": ingrid, "right": "log", "allowed": True, "at": NOON, "by_id": ingrid.id}

    for wrong in (
        {"by_kind": "kin"},
        {"by_kind": "employee", "word_of": "guardian"},
        {"by_kind": "employee", "reason": "Ringte"},
        {"by_kind": "recipient", "right": "open"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            KinDecision.objects.create(**{**row, **wrong})
