"""«Spør om dette»: who may ask asks on the page, a coordinator answers, nobody else reads it."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.models import Answer, Question
from elaas.doors.models import Unit
from elaas.people.actors import ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.looks import Because, What
from elaas.people.models import CitizenSession, Look, Recipient
from elaas.people.operations.sessions import hash_of
from elaas.people.rights import Right
from elaas.web import clock
from elaas.web.citizens import cookie
from tests import make
from tests.pages.at_home import today_at, visit_and_open
from tests.pages.at_work import work_as
from tests.pages.look import look
from tests.pages.test_roles import looked_at, question_of
from tests.pages.test_roles_of_citizens import INGRID, TURID, let, log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.DEMO = False


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken", national_id=TURID)


@pytest.fixture
def page(turid: Recipient, door: Unit) -> str:
    """Where she asks about an opening of her door."""
    visit_and_open(turid, door, at=today_at(0))
    return f"/recipient/{turid.id}/spor/{door.lock_id}.{door.receipts.get().seq}/"


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return look(answer.content).words


def test_the_recipient_asks_from_the_line_and_reads_the_answer_there(
    client: Client, turid: Recipient, page: str
) -> None:
    log_in(client, TURID)
    home = f"/recipient/{turid.id}/"
    assert page in look(client.get(home).content).links

    answer = client.post(page, {"text": "Hvem var det, og hvorfor?"})

    assert answer["Location"] == page
    row = Question.objects.get()
    assert (row.by_kind, row.by_id) == (ActorKind.RECIPIENT, turid.id)
    assert row.due_at - row.asked_at == timedelta(days=5)
    assert "Hvem var det, og hvorfor? Det kommer svar innen" in words(client, home)

    coordinator = Client()
    anne = work_as(coordinator, GrantedRole.COORDINATOR)
    assert "Turid Bakken Frist for å svare:" in words(coordinator, "/coordinator/")
    theirs = f"/coordinator/sporsmal/{row.id}/"
    asked = words(coordinator, theirs)
    assert "Turid Bakken spør om dette:" in asked
    assert "Kari N." in asked
    assert "Hvem var det, og hvorfor?" in asked
    assert coordinator.post(theirs, {"text": "Det var Kari, som\r\nplanlagt."}).status_code == 302

    assert Answer.objects.get().answered_by == anne
    assert "Svaret i dag kl." in words(client, home)
    assert "Anne L. Det var Kari, som planlagt." in words(client, page)
    assert "Spørsmål å svare på" not in words(coordinator, "/coordinator/")
    noted = Look.objects.filter(employee=anne, recipient=turid, because=Because.ASKED)
    assert {one.about for one in noted} == {row.id}


def test_a_look_is_asked_about_from_its_line(client: Client, turid: Recipient) -> None:
    name = looked_at(turid)
    log_in(client, TURID)
    page = f"/recipient/{turid.id}/spor/{name}/"
    assert page in look(client.get(f"/recipient/{turid.id}/sett/").content).links

    client.post(page, {"text": "Hvorfor så hun på dette?"})

    assert "Hvorfor så hun på dette?" in words(client, f"/recipient/{turid.id}/sett/")
    coordinator = Client()
    work_as(coordinator, GrantedRole.COORDINATOR)
    theirs = words(coordinator, f"/coordinator/sporsmal/{Question.objects.get().id}/")
    assert "Det skulle avgjøres om du må ha eLås." in theirs


def test_a_question_stays_in_sight_when_the_same_person_looks_again(
    client: Client, turid: Recipient
) -> None:
    question_of(turid)
    first = Look.objects.get()
    from_now = clock.read() + timedelta(hours=2)
    Look.objects.bulk_create(
        [
            Look(
                employee=first.employee,
                recipient=turid,
                what=What.CASE,
                because=first.because,
                at=from_now,
                hour=(from_now, from_now + timedelta(hours=1)),
            )
        ]
    )
    log_in(client, TURID)

    assert "Hvem var det?" in words(client, f"/recipient/{turid.id}/sett/")


def test_kin_ask_where_they_may_see_the_log_and_read_their_own_alone(
    client: Client, turid: Recipient, page: str
) -> None:
    kin = make.make_kin(turid, given="Ingrid", family="Bakken", national_id=INGRID)
    own = Client()
    log_in(own, TURID)
    own.post(page, {"text": "Turids eget spørsmål."})
    let(kin, frozenset({Right.FOLLOW}))
    log_in_again(client)
    assert client.post(page, {"text": "Nei."}).status_code == 404

    let(kin, frozenset({Right.LOG}))
    assert client.post(page, {"text": "Hva gjorde hun her?"}).status_code == 302

    assert "Turids eget" not in words(client, page)
    assert "Hva gjorde hun her?" in words(client, page)
    assert "Ingrid Bakken spurte" in words(own, page)


def log_in_again(client: Client) -> None:
    """Ingrid, in a browser of her own."""
    now = clock.read()
    CitizenSession.objects.create(
        token_hash=hash_of("another"),
        national_id=INGRID,
        began_at=now,
        ends_at=now + timedelta(minutes=30),
    )
    client.cookies[cookie()] = "another"


def test_neighbours_neither_see_the_question_nor_can_ask_about_the_opening(
    client: Client, turid: Recipient, door: Unit, page: str
) -> None:
    assert door.home
    nils = make.make_recipient(national_id=INGRID)
    visit_and_open(
        nils, make.make_unit(home=make.make_home(building=door.home.building)), at=today_at(0)
    )
    own = Client()
    log_in(own, TURID)
    own.post(page, {"text": "Hvem var det?"})
    log_in_again(client)

    assert "Hvem var det?" not in words(client, f"/recipient/{nils.id}/")
    assert client.get(page).status_code == 404
    theirs = page.replace(str(turid.id), str(nils.id))
    assert client.get(theirs).status_code == 404
    assert client.post(theirs, {"text": "Hvem var det?"}).status_code == 404
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \0 ", "Skriv noe først."),
        ("x" * 501, "Dette er for langt: høyst 500 tegn."),
    ],
)
def test_what_cannot_be_used_is_said_and_what_was_written_stays(
    client: Client, turid: Recipient, page: str, text: str, said: str
) -> None:
    log_in(client, TURID)

    answer = client.post(page, {"text": text})

    assert answer.status_code == 400
    assert said in look(answer.content).words
    assert text.strip(" \0") in answer.content.decode()
    assert not Question.objects.exists()


def test_an_answer_is_given_once_and_has_words(client: Client, turid: Recipient) -> None:
    page = f"/coordinator/sporsmal/{question_of(turid)}/"
    work_as(client, GrantedRole.COORDINATOR)
    assert client.post(page, {"text": ""}).status_code == 400
    assert client.post(page, {"text": "Det var meg."}).status_code == 302

    answer = client.post(page, {"text": "Det var en annen."})

    assert answer.status_code == 409
    assert "Noen har svart på dette i mellomtiden." in look(answer.content).words
    assert Answer.objects.get().text == "Det var meg."


def test_what_is_overdue_is_said_to_both(client: Client, turid: Recipient) -> None:
    make_overdue(turid)
    log_in(client, TURID)
    assert "Det skulle ha kommet svar innen" in words(client, f"/recipient/{turid.id}/sett/")

    work_as(client, GrantedRole.COORDINATOR)

    assert "Fristen er ute: det skulle vært besvart innen" in words(client, "/coordinator/")


def make_overdue(turid: Recipient) -> None:
    now = clock.read()
    Question.objects.create(
        recipient=turid,
        about=looked_at(turid),
        text="Hvorfor?",
        asked_at=now - timedelta(days=6),
        due_at=now - timedelta(days=1),
        by_kind=ActorKind.RECIPIENT,
        by_id=turid.id,
    )


def test_a_question_that_is_not_there_is_not_found(client: Client, turid: Recipient) -> None:
    work_as(client, GrantedRole.COORDINATOR)
    page = f"/coordinator/sporsmal/{turid.id}/"

    assert client.get(page).status_code == 404
    assert client.post(page, {"text": "Hei."}).status_code == 404
