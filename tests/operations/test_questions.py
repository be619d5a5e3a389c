"""A question about a use or a look waits with its deadline, is answered once, and stays."""

import json
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from elaas.access.models import Answer, Attempt, Question
from elaas.access.operations.questions import NotAnswered, NotTheirs, answer, ask
from elaas.access.queries.pages.questions import questions_of, waiting
from elaas.doors.models import Unit
from elaas.ledger.models import Entry
from elaas.notices.models import Message
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.models import Look, Recipient
from elaas.people.operations.kin_rights import decide
from elaas.people.operations.looks import look
from elaas.people.rights import Right
from tests import make
from tests.make import NOON
from tests.pages.at_home import visit_and_open
from tests.world import told_ids

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXTS = {"nb": "Det er kommet svar på spørsmålet ditt om eLås."}


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient()


@pytest.fixture
def door(turid: Recipient) -> Unit:
    """Her lock, which was opened at noon."""
    found = make.make_unit(home=make.make_home(building=make.make_building()))
    visit_and_open(turid, found)
    return found


def name_of(door: Unit) -> str:
    return f"{door.lock_id}.{door.receipts.get().seq}"


def asks(
    recipient: Recipient,
    about: str,
    *,
    text: str = "Hvem var det?",
    by: Actor | None = None,
    days: int = 5,
) -> UUID:
    return ask(
        recipient=recipient.id,
        about=about,
        text=text,
        by=by or Actor(ActorKind.RECIPIENT, recipient.id),
        within=days * DAY,
        now=NOON,
    )


def answers(question: UUID, text: str = "Det var Kari.", by: UUID | None = None) -> object:
    return answer(question=question, text=text, by=by, texts=TEXTS, now=NOON + DAY)


def check_told() -> None:
    """Each question and answer has its entry, and none has two."""
    for kind, rows in (
        ("question_asked", Question.objects.values_list("id", flat=True)),
        ("question_answered", Answer.objects.values_list("question_id", flat=True)),
    ):
        assert told_ids(kind, "question") == Counter(one.hex for one in rows)


def test_a_question_waits_until_it_is_answered_and_the_asker_is_told_that_it_is(
    turid: Recipient, door: Unit
) -> None:
    question = asks(turid, name_of(door))
    assert [one.id for one in waiting().shown] == [question]
    assert waiting().shown[0].due_at == NOON + 5 * DAY

    assert answers(question, by=make.make_employee(given="Anne").id) is None

    assert waiting().count == 0
    by = Actor(ActorKind.RECIPIENT, turid.id)
    [told] = questions_of(turid.id, seen_by=by)[name_of(door)]
    assert told.answer is not None
    assert told.answer.text == "Det var Kari."
    message = Message.objects.get()
    assert (message.recipient, message.kin, message.purpose) == (turid, None, "answer")
    assert "Kari" not in message.text
    check_told()


def test_what_is_overdue_stands_first(turid: Recipient, door: Unit) -> None:
    later = asks(turid, name_of(door), text="Hvorfor?", days=9)
    sooner = asks(turid, name_of(door), days=1)

    assert [one.id for one in waiting().shown] == [sooner, later]


def test_a_look_and_what_the_phone_refused_can_be_asked_about(turid: Recipient, door: Unit) -> None:
    seen = [Seen(turid.id, Reason(Because.CARE))]
    look(employee=make.make_employee().id, seen=seen, what=What.CASE, now=NOON)
    ola = make.make_employee()
    tried = Attempt.objects.create(
        id=UUID(int=1),
        phone=make.make_phone(ola),
        employee=ola,
        label=door.label,
        unit=door,
        reason="no_assignment",
        tried_at=NOON,
        told_at=NOON,
    )

    for about in (Look.objects.get().id.hex, tried.id.hex):
        asks(turid, about)

    assert waiting().count == 2


def test_what_is_not_on_ones_own_page_cannot_be_asked_about(turid: Recipient, door: Unit) -> None:
    """Not by a neighbour, nor by somebody who lives in the same home, nor by a made-up name."""
    assert door.home
    neighbour, same_home = make.make_recipient(), make.make_recipient()
    visit_and_open(neighbour, make.make_unit(home=make.make_home(building=door.home.building)))
    make.make_assignment(employee=make.make_employee(), home=door.home, recipient=same_home)
    look(
        employee=make.make_employee().id,
        seen=[Seen(turid.id, Reason(Because.CARE))],
        what=What.CASE,
        now=NOON,
    )
    wrong = [
        name_of(door),
        Look.objects.get().id.hex,
        f"{door.lock_id}.99",
        f"{door.lock_id}.",
        f"{door.lock_id}.{'9' * 30}",
        UUID(int=7).hex,
        str(Look.objects.get().id),
        "x",
    ]

    for about in wrong:
        for other in (neighbour, same_home):
            with pytest.raises(NotTheirs):
                asks(other, about)
    assert not Question.objects.exists()


def test_the_same_again_is_the_same_question_and_the_same_answer(
    turid: Recipient, door: Unit
) -> None:
    question = asks(turid, name_of(door))
    assert asks(turid, name_of(door)) == question
    assert answers(question) is None
    assert answers(question) is None

    assert (Question.objects.count(), Message.objects.count()) == (1, 1)
    assert answers(question, "Noe annet.") is NotAnswered.ANSWERED_MEANWHILE
    assert Answer.objects.get().text == "Det var Kari."
    assert asks(turid, name_of(door)) != question
    check_told()


@pytest.mark.parametrize("rights", [{Right.LOG}, {Right.FOLLOW}])
def test_kin_who_asked_are_told_as_long_as_they_may_see_the_log(
    turid: Recipient, door: Unit, rights: set[Right]
) -> None:
    kin = make.make_kin(turid)
    question = asks(turid, name_of(door), by=Actor(ActorKind.KIN, kin.id))
    by = Actor(ActorKind.RECIPIENT, turid.id)
    decide(kin=kin.id, wanted={one: one in rights for one in Right}, by=by, now=NOON)

    answers(question)

    told = [message.kin for message in Message.objects.all()]
    assert told == ([kin] if Right.LOG in rights else [])


def test_kin_read_their_own_questions_and_the_recipient_all(turid: Recipient, door: Unit) -> None:
    nina, per = (Actor(ActorKind.KIN, make.make_kin(turid).id) for _ in range(2))
    about = name_of(door)
    hers, ninas = asks(turid, about), asks(turid, about, by=nina)

    def reads(who: Actor) -> list[UUID]:
        return [one.id for one in questions_of(turid.id, seen_by=who).get(about, ())]

    assert set(reads(Actor(ActorKind.RECIPIENT, turid.id))) == {hers, ninas}
    assert reads(nina) == [ninas]
    assert reads(per) == []


def test_the_ledger_holds_no_words_of_it(turid: Recipient, door: Unit) -> None:
    answers(asks(turid, name_of(door), text="Hvem var i stuen?"))

    told = [
        json.loads(bytes(one.body)) for one in Entry.objects.filter(kind__startswith="question")
    ]
    assert [one["kind"] for one in told] == ["question_asked", "question_answered"]
    assert told[0]["about"] == name_of(door)
    assert "stuen" not in json.dumps(told)
    assert "Kari" not in json.dumps(told)


def test_what_was_asked_and_answered_is_never_changed(turid: Recipient, door: Unit) -> None:
    answers(asks(turid, name_of(door)))

    for model in (Answer, Question):
        with (
            pytest.raises(DatabaseError, match="stays on record"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608, SLF001  (ours)
        with pytest.raises(DatabaseError, match="stays on record"), transaction.atomic():
            model.objects.update(text="Noe annet.")
