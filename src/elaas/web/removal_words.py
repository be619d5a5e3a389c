"""What pages say about locks that are to come down: why, what is left to do, why nothing begins."""

from django.utils.translation import gettext_lazy as _

from elaas.mounting.endings import Ended, How, Left
from elaas.mounting.operations.begin_removal import NotBegun

ENDED = {
    Ended.DIED: _("The recipient is dead."),
    Ended.MOVED: _("The recipient has moved."),
    Ended.SERVICES_ENDED: _("The services have ended."),
    Ended.NOT_NEEDED: _("The eLås is not needed any more."),
    Ended.DECIDED: _("A coordinator has decided it."),
}
LEFT = {
    Left.UNIT: _(
        "The eLås must come off. Release it with the phone, and let the phone get its day again."
    ),
    Left.PART_MISSING: _(
        "A part of the old lock is missing. Find it, buy it or have it repaired first."
    ),
    Left.PARTS: _("The parts from the bag must be put back in the door."),
    Left.KEY: _("The key must be taken out of the box and handed back."),
    Left.PHOTO: _("Take a photo of the door as it is now."),
    Left.CONFIRMATION: _("Somebody must confirm that the door is as it was."),
}
CONFIRMED = {
    How.SIGNED: _("Confirmed with a signature."),
    How.PAGE: _("Confirmed on My page."),
    How.NOBODY: _("Nobody was left to confirm it. An employee has written why."),
}
NOT_BEGUN = {
    NotBegun.NO_LOCK: _("There is no eLås on this door."),
    NotBegun.UNDER_WAY: _("The removal is under way already."),
    NotBegun.ANOTHER: _("Something is to be mounted there for somebody. Close that first."),
}


def ended(why: Ended) -> str:
    """Why a lock is to come down."""
    return str(ENDED[why])


def left(what: Left) -> str:
    """What is left to do."""
    return str(LEFT[what])


def confirmed(how: How) -> str:
    """How it was confirmed."""
    return str(CONFIRMED[how])
