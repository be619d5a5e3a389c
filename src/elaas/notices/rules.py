"""Who gets an SMS, who gets a letter and a call, and when to try again."""

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from elaas.notices.purposes import CONFIRMATIONS, OF_BOOKING, Purpose
from elaas.people.facts import Contact
from elaas.people.rights import Right

# eForvaltningsforskriften § 32: contact details must have been confirmed within 18 months.
FRESH_MONTHS = 18
# So long a gateway or register may be silent before somebody calls instead.
LONGEST_SILENCE = timedelta(hours=24)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)

_E164 = re.compile(r"\+[1-9][0-9]{6,14}|\+470[0-9]{7}")  # the demo's numbers: 0 begins nobody's
# Eleven digits are somebody's national identity number, however they are grouped.
_NATIONAL_ID = re.compile(r"(?<!\d)\d{6}[ .]?\d{5}(?!\d)")
_HEALTH = re.compile(
    r"\b(?:hjemmesykeplei|heimesjukeplei|hjemmetjenest|heimetenest|hjemmehjelp|heimehjelp|"
    r"sykeplei|sjukeplei|praktisk bistand|matombring|velferdsteknolog|trygghetsalarm|"
    r"tryggleiksalarm|medisin|legemid|lækjemid|diagnose|demens|home nurs|home care|nurse|"
    r"safety alarm|practical help|meal deliver|medicin|dementia)",
    re.IGNORECASE,
)


class Why(StrEnum):
    """Why somebody gets a letter and a call in place of an SMS."""

    NO_NUMBER = "no_number"
    RESERVED = "reserved"
    UNCONFIRMED = "unconfirmed"
    REFUSED = "refused"  # the carrier takes nothing for that number
    UNCERTAIN = "uncertain"  # it may have been sent, and nobody can tell
    SILENT = "silent"  # register or carrier has not answered for a day
    NOT_DELIVERED = "not_delivered"
    BOOKS_BY_CALL = "books_by_call"  # nobody books online yet
    NOT_TEXTED_YET = "not_texted_yet"  # as that; but a time is booked
    NOT_BOOKED = "not_booked"  # can book, was reminded, and has not
    BY_POST = "by_post"  # a letter alone: nobody need call
    AFTER_A_DEATH = "after_a_death"  # next of kin are called, not texted


@dataclass(frozen=True, slots=True)
class Reachable:
    """An SMS may go to this number (E.164)."""

    number: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A letter and a call, and why."""

    why: Why


Reach: TypeAlias = Reachable | Unreachable


def reach(contact: Contact | None, *, now: datetime) -> Reach:
    """How somebody is told, from what the register knows of them (None: nothing)."""
    if contact is not None and contact.reserved:
        return Unreachable(Why.RESERVED)
    if contact is None or not _E164.fullmatch(contact.mobile):
        return Unreachable(Why.NO_NUMBER)
    if contact.confirmed_at is None or contact.confirmed_at < months_before(now, FRESH_MONTHS):
        return Unreachable(Why.UNCONFIRMED)
    return Reachable(contact.mobile)


def while_closed(purpose: Purpose) -> Why | None:
    """What takes the place of an SMS before people book online; None: it is texted all the same.

    Until then Trygghetspatruljen books on the phone, and what was agreed there is confirmed by
    letter.
    """
    if purpose in CONFIRMATIONS:
        return Why.BY_POST
    if purpose is Purpose.REMINDER:
        return Why.NOT_TEXTED_YET
    return Why.BOOKS_BY_CALL if purpose in OF_BOOKING else None


def kin_may_be_told(purpose: Purpose, *, has: Collection[Right]) -> bool:
    """Whether next of kin who have these rights are told this now.

    Whoever may book hears that it is done; more only where the recipient wants it.
    """
    if purpose is Purpose.INFORMATION:
        return bool(has)
    if purpose in CONFIRMATIONS:
        return bool({Right.BOOK, Right.TOLD} & set(has))
    if purpose is Purpose.REMINDER:
        return Right.TOLD in has
    # What says that they can book is for whoever may.
    asks = purpose in OF_BOOKING or purpose is Purpose.REMOVAL
    return not asks or {Right.BOOK, Right.TOLD} <= set(has)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many months earlier, or that month's last day."""
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return moment.replace(year=years, month=month + 1, day=min(moment.day, last))


def pause(tries: int) -> timedelta:
    """How long to wait after so many attempts in vain."""
    doublings = min(tries - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def given_up(*, due: datetime, now: datetime) -> bool:
    """Whether what was to be sent at `due` and could not be is for a person now."""
    return now - due >= LONGEST_SILENCE


def tells_too_much(text: str) -> bool:
    """Whether a text names care, illness or a national identity number: it may be read by others.

    One number can be several people's, and a locked phone shows what comes in.
    """
    return bool(_HEALTH.search(text) or _NATIONAL_ID.search(text))
