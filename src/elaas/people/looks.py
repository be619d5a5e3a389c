"""What is said of a look at somebody's data: on which page, and why.

Letter: «All bruk av eLåsen blir loggført slik at vi vet hvem som har, og har hatt tilgang». Whoever
may know where somebody lives and when help comes has access to something, too.
"""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

# The same employee, person and reason within so long is one look.
ONE_LOOK = timedelta(hours=1)


class What(StrEnum):
    """Which page was looked at."""

    DAY = "day"
    PHONE = "phone"
    KIN_NUMBERS = "kin_numbers"
    QUEUE = "queue"
    SEARCH = "search"
    CASE = "case"
    KIN = "kin"
    CALLS = "calls"
    MESSAGES = "messages"
    REPORTS = "reports"
    DAMAGE = "damage"
    BOOKING = "booking"
    REMOVAL = "removal"
    CREW_DAY = "crew_day"
    ORDERS = "orders"
    DOOR = "door"
    LANDLORD = "landlord"
    EXPORT = "export"
    PAPER = "paper"
    FINDING = "finding"
    OPENINGS = "openings"  # those of one employee


class Because(StrEnum):
    """Why somebody looked. What follows from a task says which; the others somebody must state."""

    ASSIGNMENT = "assignment"
    NEED = "need"
    MOUNTING = "mounting"
    REMOVAL = "removal"
    CALL = "call"
    MESSAGE = "message"
    REPORT = "report"
    DAMAGE = "damage"
    ORDER = "order"
    DOOR = "door"
    LANDLORD = "landlord"
    # Stated.
    ASKED = "asked"
    CARE = "care"
    FAULT = "fault"
    CHECK = "check"


STATED = (Because.ASKED, Because.CARE, Because.FAULT, Because.CHECK)


class Reason(NamedTuple):
    """Why, and which task it follows from: the id of the assignment, case, message or order."""

    because: Because
    about: UUID | None = None


class Seen(NamedTuple):
    """A recipient whose data is shown, and why."""

    recipient: UUID
    reason: Reason
