"""What booking says to people: why a day has no time, why nothing was booked, what kin may do."""

from django.utils.translation import gettext_lazy as _

from elaas.mounting.holidays import Holiday
from elaas.mounting.operations.booking import NotBooked
from elaas.mounting.rules import Day, DayPart, Why
from elaas.people.operations.kin_rights import NotDecided
from elaas.people.rights import Right, WordOf

WHY_NONE = {
    Why.HOLIDAY: _("Public holiday"),
    Why.CLOSED: _("We do not come on this day"),
    Why.NOT_WORKING: _("We do not come on this day of the week"),
    Why.TOO_SOON: _("Too soon"),
    Why.TOO_FAR: _("Too far ahead"),
    Why.FULL: _("Fully booked"),
}
HOLIDAYS = {
    Holiday.NEW_YEAR: _("New Year's Day"),
    Holiday.MAUNDY_THURSDAY: _("Maundy Thursday"),
    Holiday.GOOD_FRIDAY: _("Good Friday"),
    Holiday.EASTER_SUNDAY: _("Easter Sunday"),
    Holiday.EASTER_MONDAY: _("Easter Monday"),
    Holiday.LABOUR_DAY: _("1 May"),
    Holiday.CONSTITUTION_DAY: _("17 May"),
    Holiday.ASCENSION: _("Ascension Day"),
    Holiday.WHIT_SUNDAY: _("Whit Sunday"),
    Holiday.WHIT_MONDAY: _("Whit Monday"),
    Holiday.CHRISTMAS: _("Christmas Day"),
    Holiday.SECOND_CHRISTMAS: _("Boxing Day"),
}
DAY_PARTS = {
    DayPart.MORNING: _("Morning"),
    DayPart.MIDDAY: _("Midday"),
    DayPart.AFTERNOON: _("Afternoon"),
}
NOT_BOOKED = {
    NotBooked.NO_CASE: _("Nobody needs to come any more. Nothing was booked."),
    NotBooked.NOT_ALLOWED: _("You may not book for this person."),
    NotBooked.NOT_OPEN_YET: _("You cannot book here yet. Trygghetspatruljen calls you."),
    NotBooked.SLOT_TAKEN: _("Somebody else took that time. Here are the nearest ones."),
    NotBooked.HAS_ONE: _("An appointment was made in the meantime."),
    NotBooked.HAS_NONE: _("No time is booked."),
    NotBooked.OVER: _("The appointment has begun. Call Trygghetspatruljen to change it."),
}
RIGHTS = {
    Right.BOOK: _("Book, move and cancel appointments"),
    Right.FOLLOW: _("Follow the case: steps, appointment, the bag of parts, damage"),
    Right.LOG: _("See who has been at the door"),
    Right.TOLD: _("Get text messages about booking and the appointment"),
}
WORDS_OF = {
    WordOf.RECIPIENT: _("The recipient said so"),
    WordOf.GUARDIAN: _("The guardian said so"),
}
NOT_DECIDED = {
    NotDecided.NOT_YOURS: _("Only the recipient decides this."),
    NotDecided.NO_REASON: _("Say whose word it is, and why."),
    NotDecided.THEMSELF: _("That is the recipient's own number."),
}


def why_none(day: Day) -> str:
    """Why there is no time on a day."""
    if day.holiday:
        return str(HOLIDAYS[day.holiday])
    return str(WHY_NONE[day.why]) if day.why else ""


def right(value: Right) -> str:
    """What a next of kin may do."""
    return str(RIGHTS[value])


def day_part(value: DayPart) -> str:
    """A part of the day."""
    return str(DAY_PARTS[value])
