"""What pages say about access: names, doors, services, and why a door stayed shut.

No state's own name is shown to anybody: each has its words here, and tests check that none is
missing.
"""

import enum
import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from elaas.access.explain import Kind
from elaas.access.ladder import Rung
from elaas.access.queries.pages.employee import DoorToday
from elaas.access.queries.pages.ready import DoorOnTheWay
from elaas.access.queries.pages.uses import Lock, Person, Plan, Use, Way
from elaas.access.rules import Refusal
from elaas.doors.rules import KeyEvent, PartEvent
from elaas.people.grants import GrantedRole
from elaas.people.phones import Blocked
from elaas.protocol.receipt import Outcome

NOTICEABLE = 60  # seconds: a clock that may be further off is spoken of
IN_MINUTES = 120  # minutes: what is longer is said in hours

SERVICES = {
    "hjemmesykepleie": _("home nursing"),
    "praktisk-bistand": _("practical help"),
    "matombringing": _("meal delivery"),
    "velferdsteknologi": _("welfare technology"),
}

# Visits that are for the lock and for nobody's care, by the values of access.models.AssignmentKind.
AT_THE_LOCK = {
    "mounting": _("mounting of eLås"),
    "removal": _("removal of eLås"),
    "service": _("service of eLås"),
}

# Why a lock did not do what it was asked.
OUTCOMES = {
    Outcome.EXPIRED: _("The time for the visit was over."),
    Outcome.NOT_YET: _("It was too early for the visit."),
    Outcome.OTHER_LOCK: _("The access was for another door."),
    Outcome.REVOKED: _("The access had been taken back."),
    Outcome.OUT_OF_SCOPE: _("The access did not cover this."),
    Outcome.OTHER_KEY: _("The access was given to another phone."),
    Outcome.NO_CREDENTIAL: _("The phone showed no valid access."),
    Outcome.CLOCK_UNKNOWN: _("The lock did not know what time it was."),
    Outcome.JAMMED: _("The lock was stuck."),
    Outcome.BATTERY_LOW: _("The battery in the lock was too low."),
    Outcome.JOURNAL_FULL: _("The lock had no more room in its log."),
}

# Not the person but the lock was at fault.
FAILURES = {
    Outcome.CLOCK_UNKNOWN,
    Outcome.JAMMED,
    Outcome.BATTERY_LOW,
    Outcome.JOURNAL_FULL,
}

# Why an employee's phone refused a door, told to whoever lives behind it.
REFUSALS = {
    Refusal.NO_ASSIGNMENT: _("The employee had no visit here at that time."),
    Refusal.WITHDRAWN: _("The employee no longer had this visit."),
    Refusal.NOT_NOW: _("It was outside the time for the visit."),
    Refusal.EMPLOYEE_INACTIVE: _("The employee no longer worked for the municipality."),
    Refusal.NO_ROLE: _("The employee had no role in the service at that time."),
    Refusal.SERVICE_STOPPED: _("The services here had ended."),
    Refusal.NOT_MOUNTED: _("There was no lock in use on the door."),
}

# The same, told to the employee before the drive: what is wrong, and what to do.
ADVICE = {
    Refusal.NO_ASSIGNMENT: _("This visit does not lead through this door."),
    Refusal.WITHDRAWN: _("This visit is no longer yours."),
    Refusal.NOT_NOW: _("It is outside the time for the visit."),
    Refusal.EMPLOYEE_INACTIVE: _("You are not registered as employed. Call your manager."),
    Refusal.NO_ROLE: _("You have no role at the time of the visit. Call the coordinator."),
    Refusal.SERVICE_STOPPED: _("The services here have ended. Call the coordinator first."),
    Refusal.NOT_MOUNTED: _("There is no lock on this door. Ring the bell."),
}

INCIDENTS = {
    Kind.MALFORMED: _("Someone brought a receipt that cannot be read."),
    Kind.FOREIGN: _("Someone brought a receipt from a lock we do not know."),
    Kind.FORGED: _("Someone brought a receipt that the lock did not sign."),
    Kind.NUMBER_TWICE: _("The same number stands on two different receipts."),
    Kind.CHAIN_BROKEN: _("A receipt does not follow from the one before it."),
    Kind.ALTERED: _("Someone brought a receipt whose signature had been altered. It is mended."),
    Kind.UNEXPLAINED: _("The lock opened without any access that we have given."),
    Kind.OTHER_DOOR: _("The lock opened with access that was for another door."),
    Kind.OUTSIDE_WINDOW: _("The lock opened outside the time for the visit."),
    Kind.AFTER_REVOCATION: _("The lock opened after the access had been taken back."),
}

# What the service desk can make somebody, beside what the care system says they are.
ROLES = {
    GrantedRole.COORDINATOR: _("Coordinator"),
    GrantedRole.SERVICE_DESK: _("Service desk"),
    GrantedRole.INSTALLER: _("Installer"),
    GrantedRole.RESPONDER: _("Responder in Trygghetspatruljen"),
    GrantedRole.AUDITOR: _("Auditor"),
}

# What the service desk says when it blocks a phone; a REPLACED one was blocked by its successor.
WHY_BLOCKED = {
    Blocked.LOST: _("It is lost"),
    Blocked.STOLEN: _("It has been stolen"),
    Blocked.BROKEN: _("It is broken"),
    Blocked.LEFT: _("The employee has left"),
}

# For the recipient: the door in the middle of a sentence, by way and whether it is a key box.
DOORS = {
    (Way.HOME, False): _("your front door"),
    (Way.ENTRANCE, False): _("the entrance to the building"),
    (Way.HOME, True): _("the key box at your front door"),
    (Way.ENTRANCE, True): _("the key box at the entrance to the building"),
    (Way.NOWHERE, False): _("a door that no longer has an eLås"),
    (Way.NOWHERE, True): _("a key box that is no longer in use"),
}

DONE = {
    "open": _("Opened {door}"),
    "lock": _("Locked {door}"),
    "claim": _("Put the lock into use on {door}"),
    "release": _("Took the lock out of use on {door}"),
}
TRIED = {
    "open": _("Tried to open {door}"),
    "lock": _("Tried to lock {door}"),
}


# What somebody did who could not get in.
RUNGS = {
    Rung.BEGAN: _("Could not get in"),
    Rung.TRIED_AGAIN: _("Knocked and tried again"),
    Rung.KEY_BOX: _("Tried the key box"),
    Rung.CALLED_PATROL: _("Called Trygghetspatruljen"),
    Rung.ASKED_KIN: _("Asked for the number of next of kin"),
    Rung.CALLED_KIN: _("Called next of kin"),
    Rung.FAULT_OPENS: _("Reported that the door does not open"),
    Rung.FAULT_LOCKS: _("Reported that the door does not lock"),
    Rung.FAULT_DAMAGED: _("Reported that something is damaged"),
    Rung.FAULT_OTHER: _("Reported another fault of the door"),
    Rung.GOT_IN: _("Got in"),
    Rung.LEFT: _("Left without getting in"),
}


# What was done with the key in a key box.
KEY_EVENTS = {
    KeyEvent.PUT_IN: _("Put in"),
    KeyEvent.CHECKED: _("Checked"),
    KeyEvent.TAKEN_OUT: _("Taken out"),
}

# What became of a part of the old lock.
PART_EVENTS = {
    PartEvent.MISSING: _("Missing"),
    PartEvent.FOUND: _("Found"),
    PartEvent.BOUGHT: _("Bought anew"),
    PartEvent.REPAIRED: _("Repaired"),
}


class Verdict(enum.Enum):
    """What to make of a use."""

    AS_PLANNED = "as planned"
    REFUSED = "refused"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict stands out: words, an icon and the design system's colour name."""

    words: Any  # a lazy string
    icon: str
    colour: str


MARKS = {
    Verdict.AS_PLANNED: Mark("", "DoorOpen", "accent"),
    Verdict.REFUSED: Mark(_("Refused"), "CircleSlash", "danger"),
    Verdict.FAILED: Mark(_("Did not work"), "ExclamationmarkTriangle", "warning"),
    Verdict.WITHDRAWN: Mark(
        _("After the visit was taken away"), "ExclamationmarkTriangle", "danger"
    ),
    Verdict.UNEXPLAINED: Mark(_("Not explained"), "QuestionmarkDiamond", "danger"),
}


def verdict(use: Use) -> Verdict:
    """What to make of `use`."""
    if not use.done:
        return Verdict.FAILED if use.outcome in FAILURES else Verdict.REFUSED
    if use.withdrawn:
        return Verdict.WITHDRAWN
    return Verdict.UNEXPLAINED if use.unexplained else Verdict.AS_PLANNED


def mark(use: Use) -> Mark:
    """How `use` stands out."""
    return MARKS[verdict(use)]


def deed(use: Use) -> str:
    """What was done or tried, told to the recipient: «Åpnet inngangsdøren din»."""
    door = DOORS[use.lock.way, use.lock.key_box]
    if use.done:
        pattern = DONE.get(use.operation, _("Used the lock on {door}"))
    else:
        pattern = TRIED.get(use.operation, _("Tried to use the lock on {door}"))
    return str(pattern).format(door=door)


def deed_at_the_lock(use: Use) -> str:
    """What was done or tried, where it is plain which lock is meant."""
    if use.done:
        return {
            "open": gettext("opened"),
            "lock": gettext("locked"),
            "claim": gettext("put the lock into use"),
            "release": gettext("took the lock out of use"),
        }.get(use.operation, gettext("used the lock"))
    return {
        "open": gettext("tried to open"),
        "lock": gettext("tried to lock"),
    }.get(use.operation, gettext("tried to use the lock"))


def deed_of_nobody(use: Use) -> str:
    """The same as a sentence, where it is not known who it was."""
    if use.done and use.operation == "claim":
        return gettext("The lock was put into use")
    somebody = gettext("Somebody we do not know")
    return f"{somebody} {deed_at_the_lock(use)}"


def why(use: Use) -> str:
    """Why it was not done, or what is wrong about it; empty where nothing is."""
    if use.outcome is None:
        return str(REFUSALS[Refusal(use.reason)])
    if use.outcome is Outcome.OTHER_KEY and use.holder:
        whose = gettext("Somebody tried to use the access of {name} on another phone.")
        return whose.format(name=badge(use.holder))
    if not use.done:
        return str(OUTCOMES[use.outcome])
    return {
        Verdict.WITHDRAWN: gettext(
            "The employee no longer had this visit. The municipality must look into it."
        ),
        Verdict.UNEXPLAINED: gettext("No visit explains this. The municipality must look into it."),
    }.get(verdict(use), "")


def doubt(use: Use) -> str:
    """How far the time may be off, in words; empty where it does not matter."""
    if use.outcome is Outcome.CLOCK_UNKNOWN:
        return gettext("The time may be wrong.")
    if use.uncertainty is None:
        return gettext("The lock's clock was not set. The time may be wrong.")
    if use.uncertainty <= NOTICEABLE:
        return ""
    minutes = math.ceil(use.uncertainty / 60)
    if minutes <= IN_MINUTES:
        return ngettext(
            "The time may be off by {count} minute.",
            "The time may be off by {count} minutes.",
            minutes,
        ).format(count=minutes)
    hours = math.ceil(minutes / 60)
    return ngettext(
        "The time may be off by {count} hour.", "The time may be off by {count} hours.", hours
    ).format(count=hours)


def badge(person: Person | None) -> str:
    """An employee as on their badge: first name and last initial."""
    if person is None or not (person.given or person.family):
        return gettext("An employee")
    initial = f"{person.family[0]}." if person.family else ""
    return f"{person.given} {initial}".strip()


def full_name(person: Person | None) -> str:
    """First and last name."""
    name = f"{person.given} {person.family}".strip() if person else ""
    return name or gettext("Name not known")


def service(plan: Plan | None) -> str:
    """The service of a visit; empty where there is none."""
    if plan is None:
        return ""
    if plan.kind in AT_THE_LOCK:
        return str(AT_THE_LOCK[plan.kind])
    return str(SERVICES.get(plan.service, plan.service.replace("-", " ")))


def door_name(door: Lock | DoorToday | DoorOnTheWay) -> str:
    """The door as a short name: «Oppgang», «Inngangsdør», or that it is a key box."""
    if door.key_box:
        return gettext("Key box")
    return {
        Way.HOME: gettext("Front door"),
        Way.ENTRANCE: gettext("Entrance"),
        Way.NOWHERE: gettext("Not on a door"),
    }[door.way]


def rung(taken: Rung) -> str:
    """What was done by somebody who could not get in."""
    return str(RUNGS[taken])


def key_event(event: KeyEvent) -> str:
    """What was done with the key in a key box."""
    return str(KEY_EVENTS[event])


def part_event(event: PartEvent) -> str:
    """What became of a part of the old lock."""
    return str(PART_EVENTS[event])


def why_blocked(because: Blocked) -> str:
    """Why a phone no longer serves."""
    if because is Blocked.REPLACED:
        return gettext("Another phone took its place")
    return str(WHY_BLOCKED[because])


def advice(reason: Refusal) -> str:
    """Why the rule gives the employee no access to a door, and what to do."""
    return str(ADVICE[reason])


def incident(kind: str) -> str:
    """What an incident is about."""
    return str(INCIDENTS[Kind(kind)])
