"""How a question about the log comes, and whose word it is."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from elaas.people.actors import Actor


class Came(StrEnum):
    """How it came."""

    BY_PAGE = "by_page"
    ON_PAPER = "on_paper"
    BY_PHONE = "by_phone"


class Noted(NamedTuple):
    """Somebody's words, which an employee wrote down for them; `by` None: the demo's."""

    word_of: Actor
    came: Came
    by: UUID | None
