"""One recipient's case: the five questions, the decision, its review, and all that was told."""

from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from elaas.access.queries.pages.ready import DoorState
from elaas.eligibility.models import Review, Statement
from elaas.eligibility.operations import services_turned
from elaas.eligibility.queries import need_of
from elaas.eligibility.rules import Reason
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, Recipient
from elaas.people.operations.grants import grant_role
from elaas.web import clock, need_words
from tests import make
from tests.make import NOON, make_decision
from tests.pages.at_work import be
from tests.pages.look import look

pytestmark = pytest.mark.django_db

YES = dict.fromkeys(need_words.QUESTIONS, "yes")
NO = dict.fromkeys(need_words.QUESTIONS, "no")


def read(client: Client, path: str = "/coordinator/") -> str:
    return look(client.get(path).content).words


def case(recipient: Recipient, rest: str = "") -> str:
    return f"/coordinator/recipient/{recipient.id}/{rest}"


def seen(recipient: Recipient) -> str:
    need = need_of(recipient.id)
    return str(need.statement) if need else ""


def answer(client: Client, recipient: Recipient, answers: dict[str, str]) -> tuple[int, str]:
    """Press the button under these answers: the status, and what is then read."""
    told = {"seen": seen(recipient), **answers}
    sent = client.post(case(recipient, "situation/"), told)
    return sent.status_code, look(sent.content).words


def review(client: Client, recipient: Recipient, **told: str) -> tuple[int, str]:
    """Press the button under the decision."""
    sent = client.post(case(recipient, "review/"), {"seen": seen(recipient), **told})
    return sent.status_code, look(sent.content).words


def test_when_services_end_the_coordinator_looks_again(client: Client, turid: Recipient) -> None:
    make_decision(turid, opens_the_door=True)
    services_turned({turid.id: False}, now=NOON)

    assert "Situasjonen har endret seg" in read(client)
    words = read(client, case(turid))
    assert "Trenger ikke eLås, fordi det ikke er noen tjenester hjemme." in words
    assert "Fagsystemet meldte at tjenestene er slutt." in words

    answer(client, turid, {**NO, "opens_the_door": "yes"})
    assert "Ingenting venter." in read(client)


def test_the_answers_decide_and_the_page_says_why(client: Client, turid: Recipient) -> None:
    assert answer(client, turid, {**NO, "services_at_home": "yes"})[0] == 302

    words = read(client, case(turid))
    assert "Må ha eLås, fordi ingen hjemme alltid kan åpne døren." in words
    assert "En ansatt svarte på de fem spørsmålene." in words


def test_one_answer_too_few_decides_nothing_and_keeps_the_others(
    client: Client, turid: Recipient
) -> None:
    status, words = answer(client, turid, {**YES, "safety_alarm": "perhaps"})

    assert status == 400
    assert "Svar på alle de fem spørsmålene." in words
    assert not Statement.objects.exists()
    sent = client.post(case(turid, "situation/"), {"opens_the_door": "yes"}).content.decode()
    assert 'id="opens_the_door-yes" value="yes" required checked' in sent
    assert sent.count(" checked") == 1


def test_the_questions_are_answered_as_they_were(client: Client, turid: Recipient) -> None:
    turid.active = False
    turid.save()
    assert 'id="services_at_home-no" value="no" checked' in (
        client.get(case(turid)).content.decode()
    )

    make_decision(turid, safety_alarm=True)
    sent = client.get(case(turid)).content.decode()
    assert 'id="safety_alarm-yes" value="yes" required checked' in sent
    assert sent.count(" checked") == 5


def test_a_decision_is_changed_with_a_reason_and_the_change_is_taken_back(
    client: Client, turid: Recipient
) -> None:
    make_decision(turid, opens_the_door=True)

    assert review(client, turid, needed="yes", because="Hun faller ofte.")[0] == 302
    words = read(client, case(turid))
    assert "En koordinator har bestemt at det skal være eLås her: Hun faller ofte." in words
    assert "Regelen sier: Trenger ikke eLås" in words
    assert "Turid Bakken" in read(client)

    assert review(client, turid, because="Hun er bedre.")[0] == 302
    words = read(client, case(turid))
    assert "En ansatt tok endringen tilbake: Hun er bedre." in words
    assert "Regelen sier" not in words
    assert "Ingenting venter." in read(client)


@pytest.mark.parametrize("because", ["", "  \0 ", "x" * 501])
def test_without_a_reason_nothing_is_changed(
    client: Client, turid: Recipient, because: str
) -> None:
    make_decision(turid)

    status, words = review(client, turid, needed="no", because=because)

    assert status == 400
    assert "Skriv hvorfor, med høyst 500 tegn." in words
    assert not Review.objects.exists()


@pytest.mark.parametrize("needed", ["yes", ""])
def test_what_is_not_decided_cannot_be_changed(
    client: Client, turid: Recipient, needed: str
) -> None:
    status, words = review(client, turid, needed=needed, because="Hun faller ofte.")

    assert status == 400
    assert "Det er ikke noe slikt vedtak å endre." in words


@pytest.mark.parametrize("old", ["", "0", "x", "9" * 5000, "٣"])
def test_who_looked_before_somebody_told_something_new_looks_again(
    client: Client, turid: Recipient, old: str
) -> None:
    make_decision(turid)

    status, words = answer(client, turid, {**YES, "seen": old})
    assert status == 409
    assert "Noen har meldt noe nytt om tjenestemottakeren i mellomtiden." in words
    status, words = review(client, turid, needed="no", because="Datter er der.", seen=old)
    assert status == 409
    assert Statement.objects.count() == 1
    assert not Review.objects.exists()


def test_who_decided_is_on_record(client: Client, settings: Settings, turid: Recipient) -> None:
    settings.DEMO = False
    kari = coordinator(client)

    answer(client, turid, {**NO, "services_at_home": "yes"})
    review(client, turid, needed="no", because="Datter er der.")

    assert Statement.objects.get().stated_by == Review.objects.get().reviewed_by == kari
    words = read(client, f"{case(turid)}?because=care")
    assert "Kari N. svarte på de fem spørsmålene." in words
    assert "Kari N. bestemte at det ikke trengs eLås: Datter er der." in words
    assert "Hvem må ha eLås?" in read(client, f"/employee/{kari.id}/")


def coordinator(client: Client) -> Employee:
    kari = make.make_employee(given="Kari", family="Nilsen")
    grant_role(employee=kari.id, role=GrantedRole.COORDINATOR, now=clock.read())
    be(client, kari)
    return kari


def test_the_recipient_s_own_page_says_why(client: Client, turid: Recipient) -> None:
    page = f"/recipient/{turid.id}/"
    assert "eLås fordi" not in read(client, page)

    make_decision(turid, safety_alarm=True)
    assert "Du må ha eLås fordi du har eller skal ha trygghetsalarm." in read(client, page)

    make_decision(turid, opens_the_door=True)
    assert "Du trenger ikke eLås fordi du åpner døren selv" in read(client, page)


@pytest.mark.parametrize("rest", ["", "situation/", "review/", "decision.pdf"])
def test_nobody_has_no_case(client: Client, rest: str) -> None:
    path = f"/coordinator/recipient/{UUID(int=7)}/{rest}"
    asked = client.post(path) if rest.endswith("/") else client.get(path)

    assert asked.status_code == 404


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_outcome_has_its_words(language: str) -> None:
    with translation.override(language):
        for words in (need_words.DECISIONS, need_words.YOUR_DECISIONS):
            assert set(words) == set(Reason)
            assert len({str(said) for said in words.values()}) == len(Reason)
        assert set(need_words.DOOR_STATES) == set(DoorState)
        assert all(map(str, need_words.DOOR_STATES.values()))
