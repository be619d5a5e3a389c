"""What a board sees by its link, without an account: it answers, comes back, and withdraws."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.doors.models import Board, BoardEvent
from elaas.doors.operations.boards import MOST_ANSWERS, call_board, revoke_links
from elaas.doors.rules import Deed
from elaas.people.models import Recipient
from elaas.web import clock
from elaas.web.board_words import ANSWERS
from tests import make
from tests.pages.look import faults, look

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outside_the_demo(settings: Settings) -> None:
    settings.DEMO = False
    settings.BOARDS_ARE = "ask"
    settings.PATROL_PHONE = "72 54 83 94"


@pytest.fixture
def board(turid: Recipient) -> Board:
    """The board of a building where Turid gets care."""
    building = make.make_building(address="Kongens gate 12")
    make.make_assignment(
        employee=make.make_employee(), home=make.make_home(building=building), recipient=turid
    )
    return make.make_board(building=building)


@pytest.fixture
def page(board: Board) -> str:
    """The address of its link."""
    return f"/styret/{call_board(board=board.id, by=None, now=clock.read()).token}/"


def read(client: Client, path: str) -> str:
    return look(client.get(path).content).words


def answer(client: Client, page: str, deed: str, **more: str) -> str:
    """Choose that answer, and say that one is sure; the page one is shown then."""
    return look(client.post(page, {"deed": deed, "sure": "1", **more}, follow=True).content).words


def test_it_says_what_goes_where_who_pays_who_answers_and_how_it_is_taken_away(
    client: Client, page: str
) -> None:
    words = read(client, page)

    for said in (
        "Vi vil sette en elektronisk lås på innsiden av hovedinngangen i Kongens gate 12.",
        "Hva endres for andre? Ingenting.",
        "Hvem betaler? Kommunen betaler alt",
        "Hvem er ansvarlig hvis noe går i stykker? Det gjør kommunen",
        "Hvordan blir den fjernet? Når den ikke trengs lenger",
        "72 54 83 94",
        *(str(said) for said in ANSWERS.values()),
    ):
        assert said in words


def test_it_names_nobody_and_says_nothing_of_how_many(client: Client, page: str) -> None:
    shown = client.get(page).content.decode()

    for secret in ("Turid", "Bakken", "Kari", "Nilsen", "hjemmesykepleie", "H0"):
        assert secret not in shown


def test_an_answer_is_shown_once_more_before_it_is_noted(client: Client, page: str) -> None:
    asked = client.post(page, {"deed": "talk", "text": "Ring <b>Per</b>"})

    words = look(asked.content).words
    assert "Stemmer dette?" in words
    assert "Vi vil snakke med dere først" in words
    assert "Ring <b>Per</b>" in words
    assert not BoardEvent.objects.filter(deed=Deed.TALK).exists()

    words = answer(client, page, "talk", text="Ring <b>Per</b>")
    assert "Dere har svart Vi vil snakke med dere først" in words
    assert BoardEvent.objects.get(deed=Deed.TALK).text == "Ring <b>Per</b>"


def test_later_it_shows_the_answer_and_takes_it_back(client: Client, page: str) -> None:
    assert "Dere har svart Greit" in answer(client, page, "agreed")
    assert "Dere har svart Greit" in read(client, page)

    sure = look(client.post(page, {"deed": "withdrew"}).content).words
    assert "Dere trekker svaret tilbake." in sure
    words = answer(client, page, "withdrew")

    assert "Svaret er trukket tilbake. Dere kan svare på nytt." in words
    assert "Dere har svart" not in words


def test_an_answer_can_be_changed(client: Client, page: str) -> None:
    answer(client, page, "agreed")

    assert "Dere har svart Nei" in answer(client, page, "refused")


@pytest.mark.parametrize("given", [{}, {"deed": "go_on"}, {"deed": "told"}, {"deed": "\0"}])
def test_what_is_no_answer_is_said_in_plain_words(
    client: Client, page: str, given: dict[str, str]
) -> None:
    shown = client.post(page, {"sure": "1", **given})

    assert shown.status_code == 400
    assert "Velg et svar." in look(shown.content).words
    assert BoardEvent.objects.count() == 1


def test_a_text_that_is_too_long_is_not_lost(client: Client, page: str) -> None:
    shown = client.post(page, {"deed": "agreed", "text": "å" * 1001})

    assert shown.status_code == 400
    words = look(shown.content).words
    assert "Dette er for langt: høyst 1000 tegn." in words
    assert "å" * 1000 in words


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_link_an_old_one_and_one_taken_back_are_told_alike(
    client: Client, board: Board, page: str, method: str
) -> None:
    old, back = (call_board(board=board.id, by=None, now=clock.read()).token for _ in range(2))
    revoke_links(board=board.id, by=None, now=clock.read())
    expired = call_board(board=board.id, by=None, now=clock.read() - timedelta(days=180)).token

    seen = {
        (answered.status_code, look(answered.content).words)
        for token in ("guessed", old, back, expired, "å" * 300)
        for answered in [getattr(client, method)(f"/styret/{token}/", {"deed": "agreed"})]
    }

    ((status, words),) = seen
    assert status == 404
    assert "Denne lenken virker ikke" in words
    assert "72 54 83 94" in words
    assert not BoardEvent.objects.filter(deed=Deed.AGREED).exists()


def test_neither_a_cache_nor_another_page_hears_of_the_link(client: Client, page: str) -> None:
    for shown in (
        client.get(page),
        client.post(page, {"deed": "agreed"}),
        client.post(page, {"deed": "agreed", "sure": "1"}),
        client.get("/styret/guessed/"),
    ):
        assert "no-store" in shown["Cache-Control"]
        assert "private" in shown["Cache-Control"]
        assert shown["Referrer-Policy"] == "strict-origin"


def test_a_browser_that_keeps_to_that_policy_may_answer(page: str, settings: Settings) -> None:
    """Over HTTPS Django wants a Referer or an Origin: `no-referrer` would make it null."""
    strict = Client(enforce_csrf_checks=True)
    here = "https://localhost"
    strict.get(page, secure=True, headers={"host": "localhost"})
    token = strict.cookies[settings.CSRF_COOKIE_NAME].value
    sent = {"deed": "agreed", "sure": "1", "csrfmiddlewaretoken": token}

    for origin, status in ((here, 302), ("null", 403), ("https://example.org", 403)):
        given = strict.post(
            page, sent, secure=True, headers={"origin": origin, "host": "localhost"}
        )
        assert given.status_code == status, origin


def test_somebody_who_plays_with_the_link_is_told_to_call(client: Client, page: str) -> None:
    for number in range(MOST_ANSWERS):
        answer(client, page, ["agreed", "refused"][number % 2])

    shown = client.post(page, {"deed": "agreed", "sure": "1"})

    assert shown.status_code == 429
    assert "Mange svar i dag" in look(shown.content).words


@pytest.mark.parametrize("manner", ["ask", "inform"])
def test_whoever_reads_it_aloud_finds_their_way(
    client: Client, page: str, settings: Settings, manner: str
) -> None:
    settings.BOARDS_ARE = manner
    answer(client, page, "agreed")
    for shown in (
        client.get(page),
        client.post(page, {"deed": "refused"}),
        client.get("/styret/guessed/"),
    ):
        assert faults(look(shown.content)) == []


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("ask", "Vi trenger svaret deres før vi monterer den."),
        ("inform", "Dere trenger ikke å svare."),
    ],
)
def test_it_says_whether_an_answer_is_needed(
    client: Client, page: str, settings: Settings, manner: str, said: str
) -> None:
    settings.BOARDS_ARE = manner

    assert said in read(client, page)


@pytest.mark.parametrize(
    ("language", "said"), [("nn", "Vi vil setje ein elektronisk lås"), ("en", "We want to mount")]
)
def test_it_is_there_in_the_language_they_choose(
    client: Client, page: str, language: str, said: str
) -> None:
    client.post("/language/", {"language": language, "next": page})

    assert said in read(client, page)


def test_a_landlord_is_asked_about_the_home(client: Client) -> None:
    home = make.make_home(address="Ila 3", dwelling="H0101")
    landlord = make.make_board(home=home)
    token = call_board(board=landlord.id, by=None, now=clock.read()).token

    assert "på inngangsdøren i Ila 3, H0101." in read(client, f"/styret/{token}/")
