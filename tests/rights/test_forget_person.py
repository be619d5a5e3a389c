"""One person goes before the time, when it is decided and nothing stands against it."""

import argparse
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import Model
from pytest_django import Settings

from elaas.access.models import Assignment, Question, Receipt
from elaas.access.operations.questions import ask
from elaas.damage.models import Damage, DamageDecision
from elaas.damage.rules import Outcome
from elaas.doors.models import Bag, Board, DoorCondition, Home, Photo, Unit
from elaas.eligibility.models import Statement
from elaas.intake.models import Source
from elaas.jobs import forget as forget_command
from elaas.jobs import forgetting_person
from elaas.jobs.stop import Stop
from elaas.ledger.models import Entry, Leaf
from elaas.mounting.models import Ending, FaultReport, MountingCase, WorkOrder
from elaas.notices.models import Message
from elaas.people.actors import Actor, ActorKind
from elaas.people.models import Kin, Look, Recipient
from elaas.rights.kept import LAW, Kept
from elaas.rights.operations.forget_person import (
    NamesSomebody,
    NoReason,
    StillNeeded,
    forget_person,
)
from elaas.rights.queries.needed import Need
from tests import damages, make
from tests.audit.town import LOCK, found, published
from tests.rights.life import OVER, ila, lived, over

pytestmark = pytest.mark.django_db

WHY = "Vedtak i sak 26/01234"
LATER = OVER + timedelta(days=1)
OLD_ENOUGH = dict.fromkeys(LAW, LATER)


def forget(
    person: Recipient, *, why: str = WHY, dry: bool = False, law: datetime = LATER
) -> dict[Kept, int]:
    before = dict.fromkeys(LAW, law)
    gone = forget_person(person=person.id, why=why, before=before, dry=dry, now=LATER)
    published()
    return dict(gone)


def everything() -> bytes:
    return b"".join(bytes(body) for body in Entry.objects.values_list("body", flat=True))


def test_all_about_them_goes_and_of_others_nothing() -> None:
    person, home = lived(), ila()
    over(person)
    _, outside = published()
    others = {model: model.objects.count() - 1 for model in (Recipient, Home, Unit)}
    leaves = list(Leaf.objects.values_list("seq", "commitment"))

    gone = forget(person)

    of_them: tuple[type[Model], ...] = (
        Assignment,
        Receipt,
        Question,
        Damage,
        Bag,
        Board,
        DoorCondition,
        MountingCase,
        Ending,
        WorkOrder,
        Look,
        Message,
        Photo,
    )
    assert [one for one in of_them if one._default_manager.exists()] == []  # noqa: SLF001
    assert not Statement.objects.filter(recipient=person.id).exists()
    assert not Kin.objects.filter(recipient=person.id).exists()
    assert Recipient.objects.count() == others[Recipient]
    assert Home.objects.count() == others[Home]
    assert Unit.objects.count() == others[Unit] + 1
    assert person.id.hex.encode() not in everything()
    assert gone.keys() >= {Kept.VISITS, Kept.CASES, Kept.RECIPIENTS, Kept.HOMES}
    assert list(Leaf.objects.values_list("seq", "commitment"))[: len(leaves)] == leaves
    assert found(outside) == []
    assert home.id not in set(Home.objects.values_list("id", flat=True))


def test_the_log_says_what_went_how_many_and_why() -> None:
    person = lived()
    over(person)
    published()
    statements = Statement.objects.filter(recipient=person).count()

    forget(person)

    told = [json.loads(bytes(one.body)) for one in Entry.objects.filter(kind="rows_erased")]
    assert {one["because"] for one in told} == {WHY}
    (recipients,) = (one["rows"] for one in told if one["what"] == "recipients")
    assert recipients["people_recipient"] == 1
    assert recipients["eligibility_statement"] == statements


def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    person = lived()
    over(person)
    published()
    entries = Entry.objects.count()

    would = forget(person, dry=True)

    assert Entry.objects.count() == entries
    assert would == forget(person)


def test_a_neighbour_in_the_same_home_keeps_the_home() -> None:
    person, home = lived(), ila()
    over(person)
    spouse = make.make_recipient()
    make.make_case(spouse, home=home)
    published()

    forget(person)

    assert Home.objects.filter(id=home.id).exists()
    assert MountingCase.objects.get().recipient == spouse


STANDS: dict[Need, Callable[[Recipient], object]] = {
    Need.SERVICE: lambda person: Recipient.objects.filter(id=person.id).update(active=True),
    Need.MOUNTED: lambda _: Unit.objects.filter(lock_id=LOCK).update(
        home=ila(), mounted_at=OVER, claimed_at=OVER
    ),
    Need.PARTS: lambda _: Bag.objects.update(emptied_at=None),
    Need.UNDER_WAY: lambda person: make.make_case(person, home=make.make_home()),
    Need.DAMAGE: lambda person: damages.make_damage(person, home=ila()),
    Need.QUESTION: lambda person: ask(
        recipient=person.id,
        about=f"{LOCK}.2",
        text="Og hvem var det?",
        by=Actor(ActorKind.RECIPIENT, person.id),
        within=timedelta(days=5),
        now=OVER,
    ),
    Need.ACCOUNTS: lambda _: DamageDecision.objects.create(
        damage=Damage.objects.get(),
        outcome=Outcome.RECIPIENT.value,
        because="Slått med hammer.",
        amount=500,
        decided_at=LATER + timedelta(hours=1),
    ),
}


@pytest.mark.parametrize("need", STANDS)
def test_what_stands_against_it(need: Need) -> None:
    person = lived()
    over(person)
    # Where they can be asked about, their unit is on the door.
    if need is Need.QUESTION:
        Unit.objects.filter(lock_id=LOCK).update(home=ila(), mounted_at=OVER, claimed_at=OVER)
    STANDS[need](person)
    published()

    with pytest.raises(StillNeeded) as reason:
        forget(person)

    assert need in reason.value.needs
    assert len(reason.value.needs) == (2 if need is Need.QUESTION else 1)
    assert Recipient.objects.filter(id=person.id).exists()


def test_logs_that_a_law_asks_for_stay_their_time() -> None:
    person = lived()
    over(person)
    published()

    with pytest.raises(StillNeeded) as reason:
        forget(person, law=OVER - timedelta(days=200))

    assert set(reason.value.needs) == {Need.LOG_OF_VISITS, Need.LOG_OF_LOOKS}


@pytest.mark.parametrize(
    "why",
    ["Bjørn ville det", "pårørende hagen ba om det", "fnr 06064612345", "tlf 90 12 34 56", "BERIT"],
)
def test_the_reason_names_nobody(why: str) -> None:
    person = make.make_recipient(active=False, given="Bjørn", family="Hagen")
    make.make_kin(person, given="Berit")

    with pytest.raises(NamesSomebody):
        forget(person, why=why)


@pytest.mark.parametrize("why", ["", "  ", "x" * 201])
def test_the_reason_says_something_and_not_too_much(why: str) -> None:
    with pytest.raises(NoReason):
        forget(make.make_recipient(active=False), why=why)


def test_every_need_is_said() -> None:
    assert set(forgetting_person.SAID) == set(Need)


def asked(person: object, **more: object) -> argparse.Namespace:
    return argparse.Namespace(**{"person": str(person), "why": WHY, "dry_run": False, **more})


def test_the_command_says_what_goes_and_gives_places_first(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LOG_SIGNER = "tests.rights.test_forget.signer"
    person = make.make_recipient(active=False)

    forgetting_person.forget(asked(person.id, dry_run=True))
    assert capsys.readouterr().out == "recipients: 1 rows would go.\nNothing was erased.\n"
    forgetting_person.forget(asked(person.source_id))
    assert capsys.readouterr().out == "recipients: 1 rows erased.\n"
    assert Leaf.objects.count() == Entry.objects.count()


@pytest.mark.parametrize("wrong", [["--person", "x"], ["--why", "x"], ["--dry-run"]])
def test_the_command_asks_for_all_it_needs(wrong: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        forget_command.main(wrong)


@pytest.mark.parametrize(
    ("fields", "more", "said"),
    [
        ({"active": True}, {}, "They cannot be erased yet. Nothing was changed.\n- Their services"),
        ({}, {"why": "Turid"}, "it must hold no name"),
        ({}, {"why": ""}, "must say something"),
        ({}, {"person": str(uuid4())}, "Nobody here has that id"),
    ],
)
def test_the_command_refuses_in_plain_words(
    fields: dict[str, bool], more: dict[str, str], said: str
) -> None:
    person = make.make_recipient(**{"active": False, **fields})

    with pytest.raises(Stop, match=said):
        forgetting_person.forget(asked(**{"person": person.id, **more}))


def test_a_visit_that_could_not_be_used_is_forgotten_with_them() -> None:
    person, other = make.make_recipient(active=False), make.make_recipient()
    for one in (person, other):
        facts = {"recipient": one.source_id, "employees": [], "places": []}
        Source.objects.create(
            reference=f"Appointment/{one.id}", version=LATER, facts=facts, waits=True
        )

    forget(person)

    assert Source.objects.get().facts == {**facts, "recipient": other.source_id}


def test_a_fault_that_they_told_of_at_a_common_door_stays_without_them() -> None:
    person = make.make_recipient(active=False)
    order = make.make_order(make.make_unit(building=make.make_building()))
    of_them = {"order": order, "unit": order.unit, "seen_at": OVER, "told_at": OVER}
    FaultReport.objects.create(**of_them, fault="other", by_kind="recipient", by_id=person.id)

    forget(person)

    assert FaultReport.objects.get().by_id is None
