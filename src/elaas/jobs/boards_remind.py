"""What `elaas boards remind` does once there is a database."""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from elaas.access.queries.pages.places import protected
from elaas.doors.letters import to_board
from elaas.doors.operations.boards import Called, remind_boards
from elaas.doors.queries import boards_to_remind, letter_facts
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.jobs.words import counted
from elaas.notices.letter import pdf


def remind(folder: Path) -> None:
    """Write a letter to everybody who is due, and say how many. Raises Stop.

    Nothing is sent about places where somebody's address is protected.
    """
    at = now()
    if not settings.PUBLIC_NAMES:
        raise Stop("Set ELAAS_ALLOWED_HOSTS: the letters tell the address of eLås.")
    hidden = protected(places=boards_to_remind(now=at).values())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        count = remind_boards(
            deliver=lambda called: _write(called, folder, at), now=at, hidden=hidden
        )
    except OSError as reason:
        raise Stop(f"{folder} cannot be written to: {reason.strerror}.") from None
    print(f"{counted(count, 'letter')} written to {folder}.")


def _write(called: Called, folder: Path, at: datetime) -> None:
    addressee, door = letter_facts(called.board)
    path = reverse("board-link", args=[called.token])
    link = f"https://{settings.PUBLIC_NAMES[0]}{path}"
    letter = to_board(addressee, door=door, link=link, asks=True, again=True, now=at)
    file = folder / f"{at:%Y-%m-%d}-{called.board}.pdf"
    # Its link lets whoever reads it answer for the board.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(pdf(letter, now=at))
