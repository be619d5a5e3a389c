"""Damage is reported, decided with a reason, complained of, and decided again; all of it stays."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from elaas.damage.models import Damage, DamageComplaint, DamageDecision
from elaas.damage.operations import NotDone, Ruling, complain, decide_damage
from elaas.damage.queries.case import damage_case
from elaas.damage.queries.costs import Costs, costs
from elaas.damage.queries.lists import lists
from elaas.damage.queries.photos import photo_for
from elaas.damage.rules import Damaged, Outcome, State
from elaas.doors.models import Home, Photo
from elaas.doors.photos import NotAPhoto
from elaas.ledger.models import Entry
from elaas.notices.models import Message
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Recipient
from elaas.people.operations.kin_rights import decide
from elaas.people.rights import Right
from tests import damages, make
from tests.make import NOON
from tests.pictures import taken
from tests.world import check_ledger

pytestmark = pytest.mark.django_db
TEXTS = {"nb": "Det er kommet et brev til deg om eLås."}
DAY = timedelta(days=1)


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient()


@pytest.fixture
def home(turid: Recipient) -> Home:
    found = make.make_home()
    make.make_assignment(employee=make.make_employee(), home=found, recipient=turid)
    return found


def state_of(damage: Damage) -> State:
    case = damage_case(damage.id)
    assert case is not None
    return case.state


def ruling(outcome: Outcome = Outcome.NOBODY, amount: int = 0) -> Ruling:
    return Ruling(outcome=outcome, because="Slitasje.", amount=amount)


def test_what_is_reported_waits_with_its_photos_and_what_sat_on_the_door(
    turid: Recipient, home: Home
) -> None:
    unit = make.make_unit(home=home)

    damage = damages.make_damage(turid, home=home, photos=[taken(), taken()])

    case = damage_case(damage.id)
    assert case is not None
    assert (case.state, case.label, len(case.photos)) == (State.REPORTED, unit.label, 2)
    assert [one.id for one in lists().waiting] == [damage.id]
    check_ledger()


def test_what_is_no_photo_is_refused_and_nothing_is_reported(turid: Recipient, home: Home) -> None:
    with pytest.raises(NotAPhoto):
        damages.make_damage(turid, home=home, photos=[b"no photo"])

    assert not Damage.objects.exists()


def test_the_ledger_holds_neither_names_nor_words(turid: Recipient, home: Home) -> None:
    damage = damages.make_damage(turid, home=home, what="Turid falt mot døren")
    damages.make_ruling(damage, because="Hun falt.")
    complain(
        damage=damage.id,
        text="Jeg falt ikke.",
        by=Actor(ActorKind.RECIPIENT, turid.id),
        now=NOON + DAY,
    )

    told = " ".join(
        json.dumps(json.loads(bytes(one.body)))
        for one in Entry.objects.filter(kind__startswith="damage")
    )
    assert "falt" not in told
    assert "Turid" not in told
    check_ledger()


def test_a_decision_is_told_without_what_was_decided(turid: Recipient, home: Home) -> None:
    damages.make_ruling(damages.make_damage(turid, home=home))

    message = Message.objects.get()
    assert (message.recipient, message.kin, message.purpose) == (turid, None, "damage")


@pytest.mark.parametrize("rights", [{Right.FOLLOW}, {Right.BOOK}])
def test_kin_who_reported_it_are_told_as_long_as_they_may_follow(
    turid: Recipient, home: Home, rights: set[Right]
) -> None:
    kin = make.make_kin(turid)
    by = Actor(ActorKind.RECIPIENT, turid.id)
    decide(kin=kin.id, wanted={one: one in rights for one in Right}, by=by, now=NOON)
    damage = damages.make_damage(turid, home=home, by=Actor(ActorKind.KIN, kin.id))

    damages.make_ruling(damage)

    told = {message.kin for message in Message.objects.all()}
    assert told == ({None, kin} if Right.FOLLOW in rights else {None})


def test_the_recipient_never_pays_for_the_door(turid: Recipient, home: Home) -> None:
    damage = damages.make_damage(turid, home=home, damaged=Damaged.DOOR)

    answer = decide_damage(
        damage=damage.id,
        ruling=ruling(Outcome.RECIPIENT, 900),
        by=None,
        seen=0,
        texts=TEXTS,
        now=NOON,
    )

    assert answer is NotDone.NOT_POSSIBLE
    assert not DamageDecision.objects.exists()


def test_a_button_pressed_twice_decides_once_and_another_decision_must_look_first(
    turid: Recipient, home: Home
) -> None:
    damage = damages.make_damage(turid, home=home)

    def again(wanted: Ruling) -> NotDone | None:
        return decide_damage(
            damage=damage.id, ruling=wanted, by=None, seen=0, texts=TEXTS, now=NOON
        )

    assert again(ruling()) is None
    assert again(ruling()) is None
    assert again(ruling(Outcome.MUNICIPALITY, 500)) is NotDone.CHANGED_MEANWHILE
    assert DamageDecision.objects.count() == Message.objects.count() == 1


def test_a_complaint_lets_it_wait_until_it_is_decided_again(turid: Recipient, home: Home) -> None:
    damage = damages.make_damage(turid, home=home)
    by = Actor(ActorKind.RECIPIENT, turid.id)
    assert complain(damage=damage.id, text="Nei.", by=by, now=NOON) is NotDone.NOT_DECIDED

    damages.make_ruling(damage, outcome=Outcome.RECIPIENT, amount=900)
    for _ in range(2):
        assert complain(damage=damage.id, text="Nei.", by=by, now=NOON + DAY) is None
    assert state_of(damage) is State.COMPLAINED
    assert DamageComplaint.objects.count() == 1

    damages.make_ruling(damage, now=NOON + 2 * DAY)
    assert state_of(damage) is State.DECIDED
    assert [one.id for one in lists().decided] == [damage.id]
    check_ledger()


def test_only_the_newest_decision_costs_something(turid: Recipient, home: Home) -> None:
    mine, ours = damages.make_damage(turid, home=home), damages.make_damage(turid, home=home)
    damages.make_ruling(mine, outcome=Outcome.RECIPIENT, amount=900)
    damages.make_ruling(ours, outcome=Outcome.MUNICIPALITY, amount=400)
    assert costs(since=NOON, until=NOON + DAY) == Costs(municipality=400, recipients=900)

    damages.make_ruling(mine, outcome=Outcome.NOBODY, amount=700, now=NOON + timedelta(hours=1))
    assert costs(since=NOON, until=NOON + DAY) == Costs(municipality=1100, recipients=0)
    assert costs(since=NOON + DAY, until=NOON + 2 * DAY) == Costs(municipality=0, recipients=0)


def test_what_was_told_and_decided_is_never_changed(turid: Recipient, home: Home) -> None:
    damage = damages.make_damage(turid, home=home)
    damages.make_ruling(damage)
    by = Actor(ActorKind.RECIPIENT, turid.id)
    complain(damage=damage.id, text="Nei.", by=by, now=NOON + DAY)

    for model in (Damage, DamageDecision, DamageComplaint):
        with (
            pytest.raises(DatabaseError, match="stays on record"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608, SLF001  (ours)
    with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
        DamageDecision.objects.update(amount=1)


@pytest.mark.parametrize(
    "fields", [{"because": ""}, {"outcome": "recipient", "amount": 0}, {"amount": -1}]
)
def test_the_database_itself_refuses_a_decision_without_reason_or_sum(
    turid: Recipient, home: Home, fields: dict[str, object]
) -> None:
    whole = {"outcome": "nobody", "because": "Slitasje.", "amount": 0, "decided_at": NOON}

    with pytest.raises(IntegrityError), transaction.atomic():
        DamageDecision.objects.create(
            damage=damages.make_damage(turid, home=home), **{**whole, **fields}
        )


def test_a_photo_is_shown_to_the_recipient_it_concerns_and_to_no_other(
    turid: Recipient, home: Home
) -> None:
    damages.make_damage(turid, home=home, photos=[taken()])
    other = make.make_recipient()

    photo = Photo.objects.get().id

    assert photo_for(turid.id, photo) is not None
    assert photo_for(other.id, photo) is None
