"""What pages say about service: why somebody must come, how soon, and what was done."""

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from elaas.access.queries.pages.uses import Way
from elaas.mounting.queries.orders import Order, Reported
from elaas.mounting.rules import OrderReason
from elaas.mounting.service import Caller, Fault, Urgency, Work
from elaas.people.actors import ActorKind
from elaas.web.words import Mark, badge

REASONS = {
    OrderReason.BATTERY_LOW: _("The battery must be changed."),
    OrderReason.JAMMED: _("The bolt got stuck."),
    OrderReason.NO_CONTACT: _("The lock has not been heard, although somebody was there."),
    OrderReason.FAULT_REPORTED: _("Somebody has reported a fault."),
    OrderReason.KEY_BOX_STOLEN: _("The key may be in wrong hands. The cylinder must be changed."),
    OrderReason.NOBODY_NEEDS_IT: _("Nobody behind this door needs the eLås any more."),
    OrderReason.AFTER_A_REFUSAL: _("The board or the landlord has said no."),
}
FAULTS = {
    Fault.DOES_NOT_OPEN: _("The door does not open"),
    Fault.DOES_NOT_LOCK: _("The door does not lock"),
    Fault.KEY_DOES_NOT_TURN: _("The key does not turn"),
    Fault.STRANGE_SOUND: _("The lock makes a strange sound"),
    Fault.DAMAGED: _("Something is damaged"),
    Fault.OTHER: _("Something else"),
}
CALLERS = {
    Caller.RECIPIENT: _("The recipient"),
    Caller.KIN: _("Next of kin"),
    Caller.EMPLOYEE: _("An employee"),
    Caller.OTHER: _("Somebody else"),
}
WORK = {
    Work.BATTERY: _("Changed the battery"),
    Work.ADJUSTED: _("Adjusted the lock or the door"),
    Work.REPLACED: _("Changed the lock"),
    Work.CYLINDER: _("Changed the cylinder"),
    Work.NOTHING_WRONG: _("Found nothing wrong"),
    Work.OTHER: _("Something else"),
}
URGENCY = {
    Urgency.AT_ONCE: Mark(_("At once"), "ExclamationmarkTriangle", "danger"),
    Urgency.TODAY: Mark(_("Today"), "Clock", "warning"),
    Urgency.IN_TURN: Mark(_("In turn"), "ClockDashed", "neutral"),
}
DOORS = {Way.HOME: _("Front door"), Way.ENTRANCE: _("Entrance"), Way.NOWHERE: _("Not on a door")}
_REPORTERS = {ActorKind.RECIPIENT: _("The recipient"), ActorKind.KIN: _("Next of kin")}


def reason(one: OrderReason) -> str:
    """Why somebody must come."""
    return str(REASONS[one])


def fault(one: Fault) -> str:
    """What is said to be wrong."""
    return str(FAULTS[one])


def work(one: Work) -> str:
    """What was done."""
    return str(WORK[one])


def urgency(one: Urgency) -> Mark:
    """How soon, with words and icon."""
    return URGENCY[one]


def order_door(one: Order) -> str:
    """The order's door as a short name; of a unit that has left it, too."""
    if one.lock is not None and one.lock.key_box:
        return gettext("Key box")
    return str(DOORS[one.way])


def reporter(one: Reported) -> str:
    """Who told it."""
    name = badge(one.employee) if one.employee else gettext("An employee")
    if one.caller is not None:
        called = CALLERS[one.caller]
        return gettext("{caller}, by telephone to {name}").format(caller=called, name=name)
    return str(_REPORTERS.get(one.kind, name))


def key_lost(language: str) -> str:
    """What they are told whose key may be in wrong hands: an SMS, in their language."""
    numbers = " / ".join(filter(None, [settings.PATROL_PHONE, settings.PATROL_PHONE_2]))
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        text = gettext(
            "The key to your door may be in wrong hands. Trygghetspatruljen comes and changes the "
            "lock cylinder."
        )
        if numbers:
            call = gettext("Call them if you have questions: {numbers}")
            text = f"{text} {call.format(numbers=numbers)}"
        return text
