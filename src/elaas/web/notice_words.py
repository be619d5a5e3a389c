"""What pages say about messages: what they are about, what became of them, and why not by SMS."""

from django.utils.translation import gettext_lazy as _

from elaas.notices.purposes import Purpose
from elaas.notices.queries import Stage
from elaas.notices.rules import Why

PURPOSES = {
    Purpose.INFORMATION: _("The letter that says what eLås is"),
    Purpose.INVITATION: _("Can book a time for mounting"),
    Purpose.UNBOOKED: _("Can book a time for mounting, and has not done it"),
    Purpose.BOOKED: _("Has an appointment"),
    Purpose.MOVED: _("The appointment has been moved"),
    Purpose.CANCELLED: _("The appointment has been cancelled"),
    Purpose.REMINDER: _("Has an appointment soon"),
    Purpose.REMOVAL: _("The eLås is to be taken away"),
    Purpose.DECISION: _("A decision about eLås"),
    Purpose.DAMAGE: _("A decision about damage"),
    Purpose.OPENED: _("The door was opened without a planned visit"),
    Purpose.KEY_LOST: _("The key may be in wrong hands"),
    Purpose.ANSWER: _("An answer to a question"),
}

WHY = {
    Why.NO_NUMBER: _("The contact register has no mobile number."),
    Why.RESERVED: _("Has said no to being told things electronically."),
    Why.UNCONFIRMED: _("The mobile number has not been confirmed for 18 months."),
    Why.REFUSED: _("The SMS could not be sent to this number."),
    Why.UNCERTAIN: _("It is not certain that the SMS was sent. It is not sent again."),
    Why.SILENT: _("The SMS could not be sent for a whole day."),
    Why.NOT_DELIVERED: _("The SMS did not arrive."),
    Why.AFTER_A_DEATH: _("The person who had the eLås is dead. Call, and be considerate."),
    Why.BOOKS_BY_CALL: _("Online booking has not opened yet. Book a time together."),
    Why.NOT_TEXTED_YET: _("Nobody is texted before online booking opens."),
    Why.NOT_BOOKED: _("Has been reminded, and has not booked. Book a time together."),
    Why.BY_POST: _("It goes by post."),
}

STAGES = {
    Stage.WAITS: _("Waits to be sent"),
    Stage.KEPT: _("Lies here. Nothing is sent."),
    Stage.HANDED_OVER: _("On its way"),
    Stage.SENT: _("On its way"),
    Stage.DELIVERED: _("Has arrived"),
    Stage.FAILED: _("Did not arrive"),
    Stage.LISTED: _("A letter and a call in place of an SMS"),
    Stage.WITHDRAWN: _("Was not needed any more"),
}


def purpose(value: Purpose) -> str:
    """What a message is about, for whoever calls."""
    return str(PURPOSES[value])


def why_listed(value: Why) -> str:
    """Why somebody is called in place of an SMS."""
    return str(WHY[value])


def stage(value: Stage) -> str:
    """What became of a message."""
    return str(STAGES[value])


def telephone(number: str) -> str:
    """A number as people read it: a Norwegian one in pairs."""
    if len(number) == len("+4712345678") and number.startswith("+47"):
        own = number.removeprefix("+47")
        return " ".join(own[at : at + 2] for at in range(0, len(own), 2))
    return number
