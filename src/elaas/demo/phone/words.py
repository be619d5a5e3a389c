"""What came of it, in plain words and whole sentences."""

from datetime import datetime
from zoneinfo import ZoneInfo

from elaas.demo.phone.bundle import NoKey
from elaas.protocol.air import Att
from elaas.protocol.receipt import Outcome

HERE = ZoneInfo("Europe/Oslo")
DONE = {"open": "opened", "lock": "locked", "release": "released"}

OUTCOMES = {
    Outcome.DONE: "The lock says that it is done, but its receipt does not prove it.",
    Outcome.EXPIRED: "The time for this assignment is over.",
    Outcome.NOT_YET: "It is too early for this assignment.",
    Outcome.OTHER_LOCK: "The credential is for another lock.",
    Outcome.REVOKED: "The assignment has been taken back.",
    Outcome.OUT_OF_SCOPE: "The credential does not cover this operation.",
    Outcome.OTHER_KEY: "The credential belongs to another phone.",
    Outcome.NO_CREDENTIAL: "The lock does not accept the credential.",
    Outcome.CLOCK_UNKNOWN: "The lock has lost the time, and without the server nobody can tell it.",
    Outcome.JAMMED: "The bolt is jammed; use the ordinary key.",
    Outcome.BATTERY_LOW: "The lock's battery is too low; use the ordinary key.",
    Outcome.JOURNAL_FULL: "The lock's journal is full; sync, and try again.",
}
UNPROVEN = "The lock says so, but no receipt proves it."
ERRORS = {
    Att.BAD_REQUEST: "The lock did not understand; try again.",
    Att.BUSY: "Another phone is talking to the lock; try again in a moment.",
    Att.NOT_VERIFIED: "The lock could not verify this phone.",
    Att.TOO_MANY_ATTEMPTS: "Too many failed attempts; move away and come back.",
}


def no_key(missing: NoKey, *, now: datetime) -> str:
    """Why the phone itself refuses."""
    sentence = "No assignment there now"
    if missing.opens_at is not None:
        sentence += f"; the next one opens the door from {clock(missing.opens_at, now=now)}"
    elif missing.ended_at is not None:
        sentence += f"; the last one ended at {clock(missing.ended_at, now=now)}"
    return f"{sentence} ({missing.why})." if missing.why else f"{sentence}."


def clock(moment: datetime, *, now: datetime) -> str:
    """Hours and minutes on the wall, with the date unless it is today's."""
    here = moment.astimezone(HERE)
    today = here.date() == now.astimezone(HERE).date()
    return f"{here:%H:%M}" if today else f"{here:%Y-%m-%d %H:%M}"
