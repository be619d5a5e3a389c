"""Boards and landlords are told or asked, reminded, and answer; what is next when they say no."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from elaas.doors.models import Board, BoardEvent, BoardLink, Building, Channel, Home
from elaas.doors.queries import answer_of, board_by_link, boards_to_remind, standings
from elaas.doors.rules import Deed, Manner, Next, State, letter_is
from elaas.ledger import operations as ledger
from elaas.ledger.entries import entry

__all__ = [
    "Called",
    "Channel",
    "Contact",
    "NotNoted",
    "Said",
    "answer_board",
    "answer_by_link",
    "call_board",
    "hash_of",
    "note_coming_down",
    "note_own_letter",
    "record_board",
    "remind_boards",
    "revoke_links",
]
TOKEN_BYTES = 32
MOST_ANSWERS = 20  # by link, of one board in a day: nobody changes their mind oftener
A_DAY = timedelta(days=1)


class NotNoted(StrEnum):
    """Why something is not noted."""

    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    NO_OBJECTION = "no_objection"
    MUST_AGREE = "must_agree"
    NO_LINK = "no_link"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A board's own name and addresses; `language`: of its letters (nb, nn, en)."""

    name: str
    email: str
    post_address: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A letter is on its way: the new link's secret, for the letter alone, and what it was."""

    board: UUID
    token: str
    deed: Deed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said, how, and by whom it was noted; an agreement may run out."""

    deed: Deed
    channel: Channel
    text: str = ""
    by: UUID | None = None
    valid_until: datetime | None = None


def hash_of(token: str) -> bytes:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).digest()


@transaction.atomic
def record_board(
    *,
    building: UUID | None = None,
    home: UUID | None = None,
    contact: Contact,
    by: UUID | None,
    now: datetime,
) -> UUID:
    """Record the board of `building`, or the landlord of `home`, or its new name and addresses.

    What it has answered stays as it is: an answer belongs to the place.
    """
    told = {
        "name": contact.name,
        "email": contact.email,
        "post_address": contact.post_address,
        "language": contact.language,
    }
    board, _ = Board.objects.update_or_create(
        building=Building.objects.get(id=building) if building else None,
        home=Home.objects.get(id=home) if home else None,
        defaults=told,
        create_defaults={**told, "recorded_at": now},
    )
    _tell("board_recorded", board, by, now)
    return board.id


@transaction.atomic
def call_board(*, board: UUID, by: UUID | None, now: datetime) -> Called:
    """Make a link for a letter, and note that they are told, asked or reminded by it.

    Which of these follows from how it stands; a letter that is neither only carries the link anew.
    """
    found = _hold(board)
    return _call(found, letter_is(standings([board], now=now)[board].next), by=by, now=now)


@transaction.atomic
def note_coming_down(*, board: UUID, by: UUID | None, now: datetime) -> None:
    """They are told by letter that the lock is taken down again; their answers stay as they are."""
    found = _hold(board)
    BoardEvent.objects.create(
        board=found, deed=Deed.COMES_DOWN.value, at=now, channel=Channel.LETTER, by=by
    )
    _tell("board_comes_down", found, by, now)


def remind_boards(
    *, deliver: Callable[[Called], None], now: datetime, hidden: Collection[UUID] = ()
) -> int:
    """Remind everybody whose time to answer has run out. Answers how many were.

    Each in its own transaction, and `deliver` in it: when it raises, that reminder is not noted.
    Whoever was reminded is not due again before the time is out once more. `hidden`: homes and
    buildings that nothing is sent about.
    """
    due = boards_to_remind(now=now)
    asked = [board for board, place in due.items() if place not in hidden]
    return sum(_remind(board, deliver=deliver, now=now) for board in asked)


@transaction.atomic
def answer_board(*, board: UUID, said: Said, now: datetime) -> NotNoted | None:
    """Note what a board said by phone or post, or how the municipality goes on."""
    found = _hold(board)
    return _note(found, said, link=None, now=now)


@transaction.atomic
def answer_by_link(*, token: str, deed: Deed, text: str, now: datetime) -> NotNoted | None:
    """Note a board's own answer, or that it withdraws it. The same answer again changes nothing."""
    known = board_by_link(hash_of(token), now=now)
    board = _hold(known.board_id) if known else None
    # Once more: it may have been taken back while we waited for our turn.
    link = board_by_link(hash_of(token), now=now)
    if board is None or link is None:
        return NotNoted.NO_LINK
    own = BoardEvent.objects.filter(board=board, link__isnull=False)
    if own.filter(at__gt=now - A_DAY).count() >= MOST_ANSWERS:
        return NotNoted.TOO_MANY
    last = answer_of(board.id, now=now)
    if last is not None and (last.deed, last.text) == (deed.value, text):
        return None
    said = Said(deed=deed, channel=Channel.LINK, text=text)
    return _note(board, said, link=link, now=now)


@transaction.atomic
def revoke_links(*, board: UUID, by: UUID | None, now: datetime) -> int:
    """No link made so far works any more. Answers how many did."""
    found = _hold(board)
    live = BoardLink.objects.filter(board=board, revoked_at=None, expires_at__gt=now)
    revoked = live.update(revoked_at=now)
    if revoked:
        _tell("board_links_revoked", found, by, now)
    return revoked


@transaction.atomic
def note_own_letter(*, recipient: UUID, home: UUID, by: UUID | None, now: datetime) -> None:
    """Note that a recipient chose to be named in a letter of their own; the letter is not kept."""
    told = {"recipient": recipient.hex, "home": home.hex, "by": by.hex if by else None}
    ledger.append(entry("own_letter_made", now, **told))


@transaction.atomic
def _remind(board: UUID, *, deliver: Callable[[Called], None], now: datetime) -> bool:
    found = _hold(board)
    # Somebody may have answered, or reminded them, since we looked.
    if standings([board], now=now)[board].next is not Next.REMIND:
        return False
    deliver(_call(found, Deed.REMINDED, by=None, now=now))
    return True


def _call(board: Board, deed: Deed | None, *, by: UUID | None, now: datetime) -> Called:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ends = now + settings.BOARD_LINK_LIFETIME
    BoardLink.objects.create(board=board, token_hash=hash_of(token), made_at=now, expires_at=ends)
    if deed is not None:
        BoardEvent.objects.create(
            board=board, deed=deed.value, at=now, channel=Channel.LETTER, by=by
        )
    _tell(f"board_{deed.value}" if deed else "board_link_made", board, by, now)
    return Called(board=board.id, token=token, deed=deed)


def _note(board: Board, said: Said, *, link: BoardLink | None, now: datetime) -> NotNoted | None:
    refused = _refused(board, said.deed, now)
    if refused is None:
        BoardEvent.objects.create(
            board=board,
            deed=said.deed.value,
            at=now,
            channel=said.channel,
            by=said.by,
            link=link,
            text=said.text,
            valid_until=said.valid_until,
        )
        _tell(f"board_{said.deed.value}", board, said.by, now)
    return refused


def _refused(board: Board, deed: Deed, now: datetime) -> NotNoted | None:
    if deed is Deed.WITHDREW and answer_of(board.id, now=now) is None:
        return NotNoted.NOTHING_TO_WITHDRAW
    if deed is not Deed.GO_ON:
        return None
    if settings.BOARDS_ARE != Manner.INFORM:
        return NotNoted.MUST_AGREE
    objects = {State.REFUSED, State.TALK, State.WITHDRAWN, State.NO_ANSWER}
    if standings([board.id], now=now)[board.id].state not in objects:
        return NotNoted.NO_OBJECTION
    return None


def _hold(board: UUID) -> Board:
    """The board; whoever else changes something about it waits until we are done."""
    return Board.objects.select_for_update(no_key=True).get(id=board)


def _tell(kind: str, board: Board, by: UUID | None, now: datetime) -> None:
    ledger.append(
        entry(
            kind,
            now,
            board=board.id.hex,
            building=board.building_id.hex if board.building_id else None,
            home=board.home_id.hex if board.home_id else None,
            by=by.hex if by else None,
        )
    )
