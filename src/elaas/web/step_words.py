"""What a recipient reads of each step of their case, and of their lock."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from elaas.mounting.queries.glance import Glance
from elaas.mounting.steps import Mark, Marked, Step

NAMES = {
    Step.DECISION: _("The decision"),
    Step.BOARD: _("The board or the landlord"),
    Step.BOOKING: _("Booking a time"),
    Step.MOUNTING: _("The mounting"),
    Step.REMOVAL_BOOKING: _("Booking a time to take it down"),
    Step.REMOVAL: _("Taking it down"),
}
MARKS = {
    Mark.DONE: _("Done"),
    Mark.NOW: _("You are here"),
    Mark.STUCK: _("You are here"),
    Mark.WAITING: _("Not yet"),
    Mark.TO_COME: _("Later"),
}
ICONS = {
    Mark.DONE: "CheckmarkCircle",
    Mark.NOW: "Clock",
    Mark.STUCK: "ExclamationmarkTriangle",
    Mark.WAITING: "ClockDashed",
    Mark.TO_COME: "ClockDashed",
}
# What happens now, where it is that step's turn.
NOW = {
    Step.DECISION: _("We decide whether you get eLås."),
    Step.BOARD: _("We wait for an answer from the board or the landlord."),
    Step.BOOKING: _("Now a time is to be booked."),
    Step.MOUNTING: _("The appointment is booked"),
    Step.REMOVAL_BOOKING: _("eLås is to be taken down. A time is to be booked."),
    Step.REMOVAL: _("eLås is to be taken down. A time is booked."),
}
STUCK = _("The board or the landlord has said no, or wants to talk with us. We find another way.")


def step(value: Step) -> str:
    """The step's name."""
    return str(NAMES[value])


def mark(value: Mark) -> str:
    """How it stands with a step."""
    return str(MARKS[value])


def mark_icon(value: Mark) -> str:
    """The icon beside those words."""
    return ICONS[value]


def now(glance: Glance) -> str:
    """The one sentence that says where the case is."""
    if any(one.mark is Mark.STUCK for one in glance.steps):
        return str(STUCK)
    if glance.current is Step.MOUNTING and glance.mounted:
        return _some_doors(glance)
    if glance.current is not None:
        return str(NOW[glance.current])
    return _over(glance.steps)


def _over(steps: tuple[Marked, ...]) -> str:
    if not steps:
        return gettext("Nothing is under way.")
    if steps[-1].step is Step.REMOVAL:
        return gettext("eLås is taken down. Your own lock is as it was.")
    return gettext("eLås is in place. There is nothing you need to do.")


def lock(glance: Glance) -> str:
    """The state of the lock in a sentence; empty where there is none."""
    if not glance.mounted:
        return ""
    if glance.mounted < glance.doors:
        return _some_doors(glance)
    if glance.key_box:
        return gettext("A key box with your key hangs at the door.")
    if glance.doors > 1:
        return gettext("eLås is on your door and at the entrance. You go on using your own key.")
    return gettext("eLås is on your door. You go on using your own key.")


def _some_doors(glance: Glance) -> str:
    said = gettext("eLås is on {mounted} of {doors} doors. We come back for the rest.")
    return said.format(mounted=glance.mounted, doors=glance.doors)
