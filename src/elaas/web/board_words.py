"""What pages say about boards and landlords, and about what fits on a door."""

from django.utils.translation import gettext_lazy as _

from elaas.doors.operations.boards import NotNoted
from elaas.doors.rules import Cylinder, Deed, Next, NoLock, State

STATES = {
    State.NOT_TOLD: _("Not told yet"),
    State.INFORMED: _("Has been told"),
    State.ASKED: _("Has been asked"),
    State.NO_ANSWER: _("Has not answered"),
    State.TALK: _("Wants to talk with us first"),
    State.AGREED: _("Has said yes"),
    State.LAPSED: _("The yes has run out"),
    State.REFUSED: _("Has said no"),
    State.WITHDRAWN: _("Has withdrawn the answer"),
}

STEPS = {
    Next.INFORM: _("Tell them: make a letter."),
    Next.ASK: _("Ask them: make a letter."),
    Next.WAIT: _("Wait for the answer."),
    Next.REMIND: _("Remind them: make a letter."),
    Next.TALK: _("Call them, and note what they say."),
    Next.MOUNT: _("A lock may be mounted."),
    Next.FIND_A_WAY: _("Choose how to go on: key box, another entrance, or let a manager decide."),
    Next.KEY_BOX: _("Mount a key box instead."),
    Next.OTHER_ENTRANCE: _("Use another entrance."),
    Next.DECIDE: _("A manager decides how to go on."),
}

DEEDS = {
    Deed.TOLD: _("Told"),
    Deed.ASKED: _("Asked"),
    Deed.REMINDED: _("Reminded"),
    Deed.AGREED: _("Said yes"),
    Deed.REFUSED: _("Said no"),
    Deed.TALK: _("Want to talk with us first"),
    Deed.WITHDREW: _("Withdrew the answer"),
    Deed.KEY_BOX: _("We go on with a key box instead"),
    Deed.OTHER_ENTRANCE: _("We go on by another entrance"),
    Deed.ESCALATED: _("Handed to a manager to decide"),
    Deed.GO_ON: _("Decided to mount all the same"),
    Deed.COMES_DOWN: _("Told that the lock is taken down"),
}

CHANNELS = {
    "link": _("by their link"),
    "letter": _("by letter"),
    "phone": _("by telephone"),
    "post": _("by post or e-mail"),
    "desk": _("by us"),
}

# What the board itself may answer, and how it reads afterwards.
ANSWERS = {
    Deed.AGREED: _("That is fine"),
    Deed.TALK: _("We want to talk with you first"),
    Deed.REFUSED: _("No"),
}

# What the desk may note: what they said, and how we go on.
NOTED_ANSWERS = {
    deed: DEEDS[deed] for deed in (Deed.AGREED, Deed.TALK, Deed.REFUSED, Deed.WITHDREW)
}
WAYS = {
    deed: DEEDS[deed] for deed in (Deed.KEY_BOX, Deed.OTHER_ENTRANCE, Deed.ESCALATED, Deed.GO_ON)
}

NOT_NOTED = {
    NotNoted.NOTHING_TO_WITHDRAW: _("There is no answer to withdraw."),
    NotNoted.NO_OBJECTION: _("They have not said no: there is nothing to decide."),
    NotNoted.MUST_AGREE: _("We ask before we mount: they must say yes."),
}

CYLINDERS = {
    Cylinder.EURO: _("Euro profile"),
    Cylinder.OVAL: _("Oval"),
    Cylinder.SCANDINAVIAN: _("Scandinavian"),
    Cylinder.OTHER: _("Another kind"),
}

NO_LOCK = {
    NoLock.GAP: _("The gap between door and frame is wider than 5 mm: a bolt may jam."),
    NoLock.CYLINDER: _("Our locks do not fit this kind of cylinder."),
}

# The marks of a state, beside its words: an icon and the design system's colour.
MARKS = {
    State.AGREED: ("CheckmarkCircle", "success"),
    State.INFORMED: ("CheckmarkCircle", "neutral"),
    State.ASKED: ("ClockDashed", "neutral"),
    State.NOT_TOLD: ("QuestionmarkDiamond", "neutral"),
    State.NO_ANSWER: ("ClockDashed", "warning"),
    State.TALK: ("ExclamationmarkTriangle", "warning"),
    State.LAPSED: ("ExclamationmarkTriangle", "warning"),
    State.REFUSED: ("CircleSlash", "danger"),
    State.WITHDRAWN: ("CircleSlash", "danger"),
}


def state(value: State) -> str:
    """How it stands."""
    return str(STATES[value])


def step(value: Next) -> str:
    """What to do next."""
    return str(STEPS[value])


def deed(value: Deed) -> str:
    """What happened."""
    return str(DEEDS[value])


def channel(value: str) -> str:
    """How it was said."""
    return str(CHANNELS[value])


def answer(value: Deed) -> str:
    """The board's answer, in its own words."""
    return str(ANSWERS[value])


def cylinder(value: Cylinder) -> str:
    """The kind of cylinder."""
    return str(CYLINDERS[value])


def no_lock(value: NoLock) -> str:
    """Why a door takes no lock."""
    return str(NO_LOCK[value])


def state_mark(value: State) -> dict[str, str]:
    """How a state stands out."""
    icon, colour = MARKS[value]
    return {"icon": icon, "colour": colour}
