"""The public pages: for everybody, about nobody, without a database and without a trace."""

import logging
from dataclasses import astuple
from datetime import date
from itertools import product

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.eligibility.rules import Reason, Situation, decide
from elaas.web.questions import NO, QUESTIONS, REASONS, YES, answer
from scripts import update_texts
from tests.pages.look import faults, look

LANGUAGES = update_texts.LANGUAGES
PAGES = ["", "montering/", "personvern/", "styret/", "sporsmal/", "tilgjengelighet/"]
CANNOT_OPEN = {"alarm": NO, "services": YES, "opens": NO, "company": NO}
OPENS = CANNOT_OPEN | {"opens": YES}
SITUATIONS = [
    Situation(
        safety_alarm=alarm,
        other_technology=technology,
        opens_the_door=opens,
        somebody_always_there=company,
        services_at_home=services,
    )
    for alarm, technology, opens, company, services in product([True, False], repeat=5)
]


def answers(situation: Situation) -> dict[str, str]:
    """What somebody in this situation answers; of alarm and technology, alarm."""
    technology = "technology" if situation.other_technology else NO
    return {
        "alarm": "alarm" if situation.safety_alarm else technology,
        "services": YES if situation.services_at_home else NO,
        "opens": YES if situation.opens_the_door else NO,
        "company": YES if situation.somebody_always_there else NO,
    }


@pytest.fixture(params=[True, False], ids=["demo", "not the demo"], autouse=True)
def both(request: pytest.FixtureRequest, settings: Settings) -> None:
    """They are the same in the demo and outside it."""
    settings.DEMO = request.param


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [*PAGES, "?answer=1", "?alarm=alarm", "?services=no&alarm=no"])
def test_it_can_be_read_aloud_in_each_language(client: Client, page: str, language: str) -> None:
    answer = client.get(f"/om/{page}", headers={"accept-language": language})

    seen = look(answer.content)
    assert faults(seen) == []
    assert seen.language == language
    assert "script" not in seen.tags
    assert "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(client: Client, page: str) -> None:
    for link in look(client.get(f"/om/{page}").content).links:
        address, _, place = link.partition("#")
        if link.startswith(("/om/", "#")):
            there = look(client.get(address or f"/om/{page}").content)
            assert not place or place in there.ids, link


def test_it_says_that_people_are_made_up_where_they_are(client: Client, settings: Settings) -> None:
    words = look(client.get("/om/").content).words

    assert ("Dette er en demo." in words) == settings.DEMO


@pytest.mark.parametrize("page", PAGES)
def test_it_is_found_by_whoever_searches_and_takes_no_post(client: Client, page: str) -> None:
    assert b"noindex" not in client.get(f"/om/{page}").content
    assert client.post(f"/om/{page}").status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_what_the_municipality_has_not_set_is_not_shown(
    client: Client, settings: Settings, page: str
) -> None:
    settings.PATROL_PHONE = settings.PATROL_PHONE_2 = ""
    settings.MUNICIPALITY_EMAIL = settings.MUNICIPALITY_WEB = ""
    settings.MUNICIPALITY_NAME = "Bergen <kommune>"

    seen = look(client.get(f"/om/{page}").content)

    assert faults(seen) == []
    assert not [link for link in seen.links if link.startswith(("tel:", "mailto:"))]
    assert "Ta kontakt med Trygghetspatruljen i Bergen <kommune>." in seen.words
    assert "Spør Bergen <kommune>." in seen.words


def test_one_number_is_enough(client: Client, settings: Settings) -> None:
    settings.PATROL_PHONE, settings.PATROL_PHONE_2 = "", "+47 72 54 83 79"

    links = look(client.get("/om/").content).links

    assert [link for link in links if link.startswith("tel:")] == ["tel:+4772548379"]


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: repr(astuple(one)))
def test_the_page_says_what_the_rule_decides_and_why(client: Client, situation: Situation) -> None:
    words = look(client.get("/om/", answers(situation)).content).words

    decided = decide(situation)
    assert ("Ja, du må ha eLås." in words) == decided.needed
    assert ("Nei, du trenger ikke eLås." in words) != decided.needed
    assert str(REASONS[decided.reason]) in words
    assert "Det er Trondheim kommune som avgjør." in words


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(Reason)
    assert len({str(words) for words in REASONS.values()}) == len(Reason)


def test_it_answers_as_soon_as_the_rule_can_and_no_sooner() -> None:
    for given in product(*[("", *question.values) for question in QUESTIONS]):
        asked = dict(zip(CANNOT_OPEN, given, strict=True))
        complete = [
            decide(situation)
            for situation in SITUATIONS
            if all(not value or answers(situation)[name] == value for name, value in asked.items())
        ]
        if len(set(complete)) == 1:
            assert answer(asked) == complete[0]
        else:
            assert answer(asked) == frozenset(name for name, value in asked.items() if not value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_is_asked_for(client: Client, language: str) -> None:
    asked = {"alarm": "no", "services": "yes", "answer": "1"}
    answered = client.get("/om/", asked, headers={"accept-language": language})

    marked = [one for one in look(answered.content).ids if one.endswith("-missing")]

    assert answered.status_code == 400
    assert marked == ["opens-missing", "company-missing"]
    assert b'value="yes" checked' in answered.content


@pytest.mark.parametrize("value", ["", "\0", "maybe", "<script>", "x" * 5000])
def test_an_answer_that_is_none_is_asked_for_again(client: Client, value: str) -> None:
    answered = client.get("/om/", CANNOT_OPEN | {"opens": value})

    assert answered.status_code == 400
    assert "Velg ett av svarene." in look(answered.content).words
    assert b"<script" not in answered.content


def test_other_words_in_the_address_ask_nothing(client: Client) -> None:
    answered = client.get("/om/", {"utm_source": "avis"})

    assert answered.status_code == 200
    assert "Svar på fire spørsmål." in look(answered.content).words


def test_nothing_is_kept_of_the_answers(
    client: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """No test in this file may use the database: pytest-django would refuse."""
    with caplog.at_level(logging.DEBUG):
        answered = [client.get("/om/", asked) for asked in (CANNOT_OPEN, OPENS, {"alarm": ""})]

    kept = [one.cookies for one in answered]
    assert {one["Cache-Control"] for one in answered} == {"no-store"}
    assert (caplog.records, capfd.readouterr()) == ([], ("", ""))
    assert {name for cookies in kept for name in cookies} <= {"csrftoken", "__Host-csrftoken"}


def test_the_answers_survive_a_change_of_language(client: Client) -> None:
    seen = client.get("/om/", CANNOT_OPEN).content.decode()

    assert 'name="next" value="/om/?alarm=no&amp;services=yes&amp;opens=no&amp;company=no"' in seen


def test_the_bare_address_leads_here_outside_the_demo(client: Client, settings: Settings) -> None:
    settings.DEMO = False

    assert client.get("/?q=Turid")["Location"] == "/om/"
    assert client.post("/").status_code == 405


def test_employees_find_their_login_where_there_is_one(client: Client, settings: Settings) -> None:
    settings.LOGIN_ISSUER = ""
    assert "/logg-inn/" not in look(client.get("/om/").content).links

    settings.LOGIN_ISSUER = "https://login.example"
    assert "/logg-inn/" in look(client.get("/om/").content).links


def test_book_a_time_leads_to_the_login_once_booking_is_open(settings: Settings) -> None:
    settings.CITIZEN_LOGIN_ISSUER = "https://idporten.example"
    settings.PATROL_PHONE, settings.PATROL_PHONE_2 = "72 54 83 94", "72 54 83 79"
    settings.BOOKING_OPENS_ON = date(2024, 3, 1)
    opened = look(Client().get("/om/montering/").content)
    settings.BOOKING_OPENS_ON = date(2999, 3, 1)
    closed = look(Client().get("/om/montering/").content)

    assert "/min-side/time/" in opened.links
    assert "/min-side/time/" not in closed.links
    assert "Du kan også ringe Trygghetspatruljen. 72 54 83 94 / 72 54 83 79" in closed.words
