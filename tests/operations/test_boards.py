"""Boards and landlords are told or asked, reminded, and answer."""

import json
from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from elaas.doors.models import Board, BoardEvent, BoardLink
from elaas.doors.operations.boards import (
    MOST_ANSWERS,
    Called,
    Channel,
    Contact,
    NotNoted,
    Said,
    answer_board,
    answer_by_link,
    call_board,
    hash_of,
    record_board,
    remind_boards,
    revoke_links,
)
from elaas.doors.queries import standings
from elaas.doors.rules import Deed, State
from elaas.ledger.models import Entry
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CONTACT = Contact(name="Styret i Ila", email="", post_address="Ila 1", language="nn")


@pytest.fixture(autouse=True)
def asks(settings: Settings) -> None:
    settings.BOARDS_ARE = "ask"


@pytest.fixture
def board() -> Board:
    return make.make_board(building=make.make_building())


def state(board: Board, *, days: float = 0) -> State:
    return standings([board.id], now=NOON + days * DAY)[board.id].state


def say(board: Board, deed: Deed, *, days: float = 0) -> NotNoted | None:
    said = Said(deed=deed, channel=Channel.PHONE)
    return answer_board(board=board.id, said=said, now=NOON + days * DAY)


def ask(board: Board, *, days: float = 0) -> str:
    """Ask them; the new link's token."""
    return call_board(board=board.id, by=None, now=NOON + days * DAY).token


def by_link(token: str, deed: Deed, *, days: float = 1, text: str = "") -> NotNoted | None:
    return answer_by_link(token=token, deed=deed, text=text, now=NOON + days * DAY)


def remind(*, days: float, hidden: Collection[UUID] = ()) -> list[Called]:
    """Remind whoever is due; what was delivered."""
    sent: list[Called] = []
    count = remind_boards(deliver=sent.append, now=NOON + days * DAY, hidden=hidden)
    assert count == len(sent)
    return sent


def told() -> Counter[str]:
    return Counter(Entry.objects.values_list("kind", flat=True))


def test_who_is_called_first_is_asked_and_the_link_s_secret_is_kept_nowhere(board: Board) -> None:
    token = ask(board)

    assert state(board) is State.ASKED
    link = BoardLink.objects.get()
    assert bytes(link.token_hash) == hash_of(token)
    assert token not in str([vars(link), *(bytes(entry.body) for entry in Entry.objects.all())])
    assert told() == {"board_asked": 1}


def test_where_the_municipality_informs_the_same_letter_tells(
    board: Board, settings: Settings
) -> None:
    settings.BOARDS_ARE = "inform"

    ask(board)

    assert state(board, days=400) is State.INFORMED


def test_a_board_answers_and_withdraws_by_the_same_link(board: Board) -> None:
    token = ask(board)

    assert by_link(token, Deed.AGREED) is None
    assert state(board, days=1) is State.AGREED
    assert by_link(token, Deed.WITHDREW, days=90) is None
    assert state(board, days=90) is State.WITHDRAWN
    assert by_link(token, Deed.WITHDREW, days=91) is NotNoted.NOTHING_TO_WITHDRAW
    assert by_link(token, Deed.REFUSED, days=92) is None
    assert state(board, days=92) is State.REFUSED
    assert told()["board_withdrew"] == 1


def test_the_same_answer_again_changes_nothing(board: Board) -> None:
    token = ask(board)

    for _ in range(3):
        assert by_link(token, Deed.AGREED, text="Velkommen") is None

    assert BoardEvent.objects.filter(deed=Deed.AGREED).count() == 1
    by_link(token, Deed.AGREED, text="Ring først")
    assert BoardEvent.objects.filter(deed=Deed.AGREED).count() == 2


def test_what_a_board_wrote_is_not_in_the_ledger(board: Board) -> None:
    by_link(ask(board), Deed.REFUSED, text="Ikke i vår gang")

    bodies = [bytes(entry.body).decode() for entry in Entry.objects.all()]
    assert not [body for body in bodies if "gang" in body]
    assert board.building_id
    assert json.loads(bodies[-1])["building"] == board.building_id.hex


@pytest.mark.parametrize("days", [180, 181])
def test_a_link_ends(board: Board, days: int) -> None:
    token = ask(board)

    assert by_link(token, Deed.AGREED, days=days) is NotNoted.NO_LINK
    assert state(board, days=days) is State.NO_ANSWER


def test_a_link_is_taken_back_and_the_answer_stays(board: Board) -> None:
    tokens = [ask(board), ask(board)]
    by_link(tokens[0], Deed.AGREED)

    assert revoke_links(board=board.id, by=None, now=NOON + DAY) == 2
    assert revoke_links(board=board.id, by=None, now=NOON + DAY) == 0

    assert by_link(tokens[1], Deed.WITHDREW) is NotNoted.NO_LINK
    assert state(board, days=1) is State.AGREED
    assert told()["board_links_revoked"] == 1


def test_a_link_that_nobody_made_answers_nothing(board: Board) -> None:
    ask(board)

    assert by_link("guessed", Deed.AGREED) is NotNoted.NO_LINK


def test_somebody_who_plays_with_the_link_is_stopped_for_the_day(board: Board) -> None:
    token = ask(board)
    for number in range(MOST_ANSWERS):
        assert by_link(token, [Deed.AGREED, Deed.REFUSED][number % 2]) is None

    assert by_link(token, Deed.AGREED) is NotNoted.TOO_MANY
    assert by_link(token, Deed.AGREED, days=2) is None


def test_an_answer_belongs_to_the_door_and_outlives_who_gave_it(board: Board) -> None:
    by_link(ask(board), Deed.AGREED)

    same = record_board(building=board.building_id, contact=CONTACT, by=None, now=NOON + DAY)

    assert same == board.id
    board.refresh_from_db()
    assert board.name == "Styret i Ila"
    assert state(board, days=500) is State.AGREED


def test_a_landlord_is_recorded_for_a_home() -> None:
    home = make.make_home()

    landlord = record_board(home=home.id, contact=CONTACT, by=None, now=NOON)

    assert Board.objects.get(id=landlord).home == home
    assert told() == {"board_recorded": 1}


def test_reminders_go_to_those_who_have_not_answered_once_for_each_wait(board: Board) -> None:
    answered, recent = (make.make_board(home=make.make_home()) for _ in range(2))
    ask(board)
    ask(answered)
    say(answered, Deed.AGREED)
    ask(recent, days=20)

    assert remind(days=20) == []
    (reminded,) = remind(days=21)
    assert reminded.board == board.id
    assert remind(days=21) == []
    assert by_link(reminded.token, Deed.AGREED, days=22) is None
    assert told()["board_reminded"] == 1


def test_after_two_reminders_a_person_must_find_a_way(board: Board) -> None:
    ask(board)

    reminded = [len(remind(days=days)) for days in (21, 42, 63, 84)]

    assert reminded == [1, 1, 0, 0]


def test_nothing_is_sent_about_a_place_that_is_hidden(board: Board) -> None:
    ask(board)
    assert board.building_id

    assert remind(days=30, hidden={board.building_id}) == []


def test_a_reminder_that_cannot_be_delivered_is_not_noted(board: Board) -> None:
    def fail(_: Called) -> None:
        raise OSError("the disk is full")

    ask(board)
    with pytest.raises(OSError, match="full"):
        remind_boards(deliver=fail, now=NOON + 30 * DAY)

    assert len(remind(days=30)) == 1
    assert BoardLink.objects.count() == 2


def test_who_informs_reminds_nobody(board: Board, settings: Settings) -> None:
    ask(board)
    settings.BOARDS_ARE = "inform"

    assert remind(days=30) == []


def test_somebody_may_decide_to_go_on_only_where_boards_are_informed_and_have_objected(
    board: Board, settings: Settings
) -> None:
    ask(board)
    say(board, Deed.REFUSED)
    assert say(board, Deed.GO_ON, days=1) is NotNoted.MUST_AGREE

    settings.BOARDS_ARE = "inform"
    assert say(board, Deed.GO_ON, days=1) is None
    assert standings([board.id], now=NOON + DAY)[board.id].permits(key_box=False)
    assert say(board, Deed.AGREED, days=2) is None
    assert say(board, Deed.GO_ON, days=3) is NotNoted.NO_OBJECTION
