"""Questions that came on paper or by telephone: noted in whose word it was, answered by letter."""

from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import Settings

from elaas.access.models import AnswerLetter, Question
from elaas.ledger.models import Entry, Leaf
from elaas.ledger.operations.sequence import publish
from elaas.notices.models import Message
from elaas.people.grants import GrantedRole
from elaas.people.looks import Because, What
from elaas.people.models import Look, Recipient
from elaas.people.rights import Right
from elaas.web import clock
from elaas.web.roles import Role
from tests import make
from tests.ledger.log import SIGNER
from tests.notices.test_letter import tool
from tests.pages.at_work import somebody, work_as
from tests.pages.look import look
from tests.pages.test_roles import looked_at, question_of
from tests.pages.test_roles_of_citizens import INGRID, let

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pdftotext", "poppler-utils")]


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.DEMO = False


def number_of_look(recipient: Recipient) -> str:
    """The number in the log of a look at them, which is published."""
    name = looked_at(recipient)
    publish(signer=SIGNER, now=clock.read())
    entries = Entry.objects.filter(kind="looked")
    [one] = [row for row in entries if name.encode() in bytes(row.body)]
    return str(Leaf.objects.get(entry=one.pk).seq)


def page_of(client: Client, recipient: Recipient) -> str:
    address = f"/papir/{recipient.id}/sporsmal/"
    assert client.get(f"{address}?because=asked").status_code == 200
    return address


def asked(number: str, **given: str) -> dict[str, str]:
    return {
        "number": number,
        "text": "Hvem var det?",
        "came": "by_phone",
        "word_of": "recipient",
        **given,
    }


def test_the_desk_writes_it_down_a_coordinator_answers_and_the_answer_is_a_letter(
    client: Client, turid: Recipient, tmp_path: Path
) -> None:
    me, number = somebody(client, Role.SERVICE_DESK), number_of_look(turid)
    page = page_of(client, turid)

    assert client.post(page, asked(number)).status_code == 302

    row = Question.objects.get()
    assert (row.by_kind, row.by_id, row.came, row.noted_by) == (
        "recipient",
        turid.id,
        "by_phone",
        me,
    )
    assert me.id.hex.encode() in bytes(Entry.objects.get(kind="question_asked").body)
    coordinator = Client()
    work_as(coordinator, GrantedRole.COORDINATOR)
    theirs = f"/coordinator/sporsmal/{row.id}/"
    seen = look(coordinator.get(theirs).content).words
    assert "på telefon. Kari N. skrev det ned." in seen
    assert "Svaret går som brev." in seen
    print_it = f"/papir/svar/{row.id}/"
    assert client.post(print_it).status_code == 404
    assert coordinator.post(theirs, {"text": "Det var Anne.\nHun planla."}).status_code == 302
    assert not Message.objects.exists()

    assert "Turid Bakken" in look(client.get("/papir/").content).words
    answer = client.post(print_it)

    assert answer["Content-Type"] == "application/pdf"
    words = " ".join(tool("pdftotext", content=answer.content, folder=tmp_path).split())
    for said in ("Turid Bakken", "Hvem var det?", "Det var Anne. Hun planla.", "Anne L.,"):
        assert said in words
    assert "Det skulle avgjøres om du må ha eLås." in words
    assert AnswerLetter.objects.get().made_by == me
    assert Entry.objects.filter(kind="answer_on_paper").count() == 1
    assert "Turid Bakken" not in look(client.get("/papir/").content).words
    assert Look.objects.filter(
        employee=me, what=What.QUEUE, because=Because.ASKED, about=row.id
    ).exists()


def test_the_word_may_be_that_of_kin_who_may_see_the_log_and_of_no_others(
    client: Client, turid: Recipient, tmp_path: Path
) -> None:
    kin = make.make_kin(turid, given="Ingrid", family="Bakken", national_id=INGRID)
    other = make.make_kin(make.make_recipient())
    let(kin, frozenset({Right.FOLLOW}))
    somebody(client, Role.SERVICE_DESK)
    number = number_of_look(turid)
    page = page_of(client, turid)
    assert "Ingrid Bakken" not in look(client.get(page).content).words
    for one in (kin, other):
        wrong = client.post(page, asked(number, word_of=str(one.id)))
        assert wrong.status_code == 400
        assert "De har ikke lov til å se loggen." in look(wrong.content).words

    let(kin, frozenset({Right.LOG}))
    assert "Ingrid Bakken, pårørende" in look(client.get(page).content).words
    assert client.post(page, asked(number, word_of=str(kin.id))).status_code == 302

    row = Question.objects.get()
    assert (row.by_kind, row.by_id) == ("kin", kin.id)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"number": "to"}, "Skriv nummeret på linjen med siffer"),
        ({"number": "9" * 19}, "Skriv nummeret på linjen med siffer"),
        ({"number": "999999"}, "Ingen av linjene deres har dette nummeret."),
        ({"came": "by_page"}, "Velg hvordan spørsmålet kom."),
        ({"word_of": "x"}, "Velg hvem som spør."),
        ({"text": " "}, "Skriv noe først."),
    ],
)
def test_what_cannot_be_used_is_said_and_what_was_written_stays(
    client: Client, turid: Recipient, given: dict[str, str], said: str
) -> None:
    somebody(client, Role.SERVICE_DESK)
    number = number_of_look(turid)

    answer = client.post(page_of(client, turid), {**asked(number), **given})

    assert answer.status_code == 400
    assert said in look(answer.content).words
    assert given.get("number", number) in answer.content.decode()
    assert not Question.objects.exists()


def test_a_line_of_somebody_else_cannot_be_asked_about(client: Client, turid: Recipient) -> None:
    somebody(client, Role.SERVICE_DESK)
    number = number_of_look(make.make_recipient())

    answer = client.post(page_of(client, turid), asked(number))

    assert answer.status_code == 400
    assert not Question.objects.exists()


def test_a_question_that_came_by_the_page_is_answered_there(
    client: Client, turid: Recipient
) -> None:
    question = question_of(turid)
    coordinator = Client()
    work_as(coordinator, GrantedRole.COORDINATOR)
    coordinator.post(f"/coordinator/sporsmal/{question}/", {"text": "Det var meg."})
    assert Message.objects.count() == 1

    assert coordinator.post(f"/papir/svar/{question}/").status_code == 404
    assert coordinator.post(f"/papir/svar/{UUID(int=7)}/").status_code == 404
    somebody(client, Role.SERVICE_DESK)
    assert client.get(f"/papir/{UUID(int=7)}/sporsmal/?because=asked").status_code == 404


def test_that_an_answer_was_printed_is_never_changed(client: Client, turid: Recipient) -> None:
    question = question_of(turid)
    work_as(client, GrantedRole.COORDINATOR)
    client.post(f"/coordinator/sporsmal/{question}/", {"text": "Det var meg."})
    AnswerLetter.objects.create(answer_id=question, made_at=clock.read())

    for change in ("DELETE FROM {}", "UPDATE {} SET made_at = now()"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change.format("access_answerletter"))
