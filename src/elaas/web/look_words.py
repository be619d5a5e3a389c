"""What the pages say of looks: to the person who was looked at."""

from django.utils.translation import gettext_lazy as _

from elaas.people.looks import Because, What
from elaas.people.queries.looks import Looker
from elaas.web.words import ROLES, SERVICES

WHATS = {
    What.DAY: _("the list of the day"),
    What.PHONE: _("the day on the phone"),
    What.KIN_NUMBERS: _("the numbers of those close to you"),
    What.QUEUE: _("the list of what waits"),
    What.SEARCH: _("a search"),
    What.CASE: _("your case"),
    What.KIN: _("what next of kin may do"),
    What.CALLS: _("the list of whom to call"),
    What.MESSAGES: _("messages that were sent"),
    What.REPORTS: _("what crews have told"),
    What.DAMAGE: _("cases of damage"),
    What.BOOKING: _("appointments"),
    What.REMOVAL: _("the removal of eLås"),
    What.CREW_DAY: _("the day of a crew"),
    What.ORDERS: _("service orders"),
    What.DOOR: _("the page of your door"),
    What.LANDLORD: _("the page of your board or landlord"),
    What.EXPORT: _("everything about you, to be handed out"),
    What.PAPER: _("who has been at your home, to give it to you on paper"),
    What.FINDING: _("something that had to be checked at your door"),
    What.OPENINGS: _("what an employee has opened"),
}
WHYS = {
    Because.ASSIGNMENT: _("They had a visit at your home."),
    Because.NEED: _("It was to be decided whether you need an eLås."),
    Because.MOUNTING: _("eLås was to be mounted."),
    Because.REMOVAL: _("eLås was to be taken down."),
    Because.CALL: _("You were to be called, or to get a letter."),
    Because.MESSAGE: _("They looked at which messages had been sent."),
    Because.REPORT: _("A crew had told of its visit."),
    Because.DAMAGE: _("Damage was reported."),
    Because.ORDER: _("Somebody was to see to the lock."),
    Because.DOOR: _("They look after the locks."),
    Because.LANDLORD: _("The board or the landlord was to be told or asked."),
    Because.ASKED: _("You, or somebody close to you, had asked."),
    Because.CARE: _("They planned or gave care."),
    Because.FAULT: _("Something was wrong with the door or the lock."),
    Because.CHECK: _("They checked who has had access."),
}


def what(one: What) -> str:
    """Which page, in the middle of a sentence."""
    return str(WHATS[one])


def why(one: Because) -> str:
    """Why, in a sentence to whom it is about."""
    return str(WHYS[one])


def work(one: Looker) -> str:
    """What somebody does at the municipality, as on the badge."""
    granted = [str(ROLES[role]) for role in one.roles]
    care = str(SERVICES.get(one.service, one.service.replace("-", " ")))
    return ", ".join(granted or [care] if one.service or granted else [])
