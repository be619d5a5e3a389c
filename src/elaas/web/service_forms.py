"""What people fill in about faults and service, read strictly; a sentence says what is wrong."""

from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext

from elaas.mounting.operations.key_boxes import Stolen
from elaas.mounting.operations.work import Done
from elaas.mounting.service import Caller, Fault, Work

LONGEST_TEXT = 500

E = TypeVar("E", bound=StrEnum)


class Unclear(Exception):
    """What was filled in cannot be used; the message says why, to whoever filled it in."""


def fault(given: QueryDict) -> tuple[Fault, str]:
    """What is wrong, and in which words. Raises Unclear."""
    chosen = _one_of(given.get("fault", ""), Fault)
    if chosen is None:
        raise Unclear(gettext("Choose what is wrong with the door."))
    text = _text(given)
    if chosen is Fault.OTHER and not text:
        raise Unclear(gettext("Write a few words about what is wrong."))
    return chosen, text


def caller(given: QueryDict) -> Caller:
    """Who is on the telephone. Raises Unclear."""
    chosen = _one_of(given.get("caller", ""), Caller)
    if chosen is None:
        raise Unclear(gettext("Choose who is calling."))
    return chosen


def done(given: QueryDict) -> Done:
    """What was done about an order. Raises Unclear."""
    chosen, works = _one_of(given.get("work", ""), Work), given.get("works", "")
    if chosen is None:
        raise Unclear(gettext("Choose what was done."))
    if works not in {"yes", "no"}:
        raise Unclear(gettext("Choose whether the door works now."))
    text = _text(given)
    if not text and (chosen is Work.OTHER or works == "no"):
        raise Unclear(gettext("Write a few words about what was done, or what is left to do."))
    return Done(work=chosen, works=works == "yes", text=text)


def when(given: QueryDict, *, today: date) -> tuple[str, date]:
    """Which crew comes on which day. Raises Unclear."""
    try:
        day = date.fromisoformat(given.get("day", ""))
    except ValueError:
        raise Unclear(gettext("Choose a day.")) from None
    if day < today:
        raise Unclear(gettext("That day is over. Choose another one."))
    return given.get("crew", ""), day


def stolen(given: QueryDict, lock_id: str) -> Stolen:
    """What is told of a key box that is gone. Raises Unclear."""
    because = _text(given)
    if not because:
        raise Unclear(gettext("Write what is known of how the box went missing."))
    try:
        chosen = {UUID(one) for one in given.getlist("door")}
    except ValueError:
        chosen = set()
    if not chosen:
        raise Unclear(gettext("Choose each door that the key opens."))
    return Stolen(lock_id=lock_id, because=because, doors=chosen)


def _one_of(value: str, kind: type[E]) -> E | None:
    return kind(value) if value in set(kind) else None


def _text(given: QueryDict) -> str:
    text = given.get("text", "").replace("\0", "").strip()
    if len(text) > LONGEST_TEXT:
        raise Unclear(gettext("Write fewer words."))
    return text
