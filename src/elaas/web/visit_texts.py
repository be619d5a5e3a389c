"""What the phone says at a crew's jobs, by the names its modules know."""

from django.utils.translation import gettext_lazy as _

from elaas.mounting.visits import ReportKind, Trouble
from elaas.web.service_words import REASONS

# What often comes out of a door; other names can be written.
PART_NAMES = (
    _("Cylinder"),
    _("Cylinder ring"),
    _("Thumb turn"),
    _("Lock case"),
    _("Strike plate"),
    _("Screws"),
)

# What the resident is shown, by the values of mounting.visits.Point.
POINTS = {
    "own_key": _("Their own key opens as before, and so does that of next of kin"),
    "inside": _("How to open and lock from the inside"),
    "knock": _("Who comes, and that they knock or ring first"),
    "log": _("That every opening is written down, and where they can see it"),
    "bag": _("Where the bag with the old parts lies, and that it must be kept"),
    "call": _("Whom to call when there is trouble with the door"),
    "alarm": _("The safety alarm: tried, and answered"),
}

# Why what a crew told could not be stored as told.
TROUBLES = {
    Trouble.UNKNOWN_JOB: _("We know of no such job."),
    Trouble.NOT_THEIRS: _("This is another crew’s job, or the phone was blocked."),  # noqa: RUF001  (typographic)
    Trouble.NOT_ON_THE_WAY: _("This door is not on the way to that home."),
    Trouble.UNKNOWN_UNIT: _("No unit with this number is registered."),
    Trouble.DOOR_TAKEN: _("Another unit is registered on this door."),
    Trouble.UNIT_ELSEWHERE: _("The unit is registered on another door."),
    Trouble.NOT_PERMITTED: _("The board or landlord has not said yes."),
    Trouble.BAG_THERE: _("A bag with parts is registered for this unit already."),
    Trouble.PARTS: _("A part is missing, or these are not the parts of this door."),
    Trouble.KEY: _("The key lies in the key box already, or this is no key box."),
    Trouble.CLOSED: _("The job was closed meanwhile."),
}
WAITED = _("It waits for the lock’s own word, or for another step.")  # noqa: RUF001  (typographic)

# The steps, for those who look at what crews have told.
STEPS = {
    ReportKind.CONDITION: _("What the door is like"),
    ReportKind.CANNOT: _("Could not be done"),
    ReportKind.MOUNTED: _("The unit is mounted"),
    ReportKind.PARTS: _("The bag with the old parts"),
    ReportKind.KEY: _("The key in the key box"),
    ReportKind.BACK: _("The old parts back in the door"),
    ReportKind.KEY_OUT: _("The key out of the key box"),
    ReportKind.RELEASED: _("The unit is off the door"),
    ReportKind.AFTER: _("Photos afterwards"),
    ReportKind.WORKED: _("What was done"),
    ReportKind.TAUGHT: _("What the resident was shown"),
    ReportKind.SIGNED: _("The confirmation"),
    ReportKind.LEFT: _("Somebody must come once more"),
}

VISIT_TEXTS = {
    **{f"trouble_{trouble}": text for trouble, text in TROUBLES.items()},
    **{f"reason_{reason}": text for reason, text in REASONS.items()},
    # The day.
    "task_mount": _("Mount eLås"),
    "task_remove": _("Take eLås down"),
    "task_service": _("Service of eLås"),
    "with_alarm": _("The safety alarm is mounted in the same visit."),
    "any_time": _("Today"),
    "no_steps": _("Call the office when you begin. They note with you what is done."),
    "has_unit": _("{label} is mounted"),
    "has_no_unit": _("no eLås yet"),
    "job_begin": _("Begin"),
    "job_go_on": _("Go on"),
    "job_done": _("Look at it"),
    "steps_wait": _("{count} finished steps wait for a network."),
    "steps_sent": _("All is sent."),
    "steps_refused": _(
        "{count} steps could not be stored: {why} They are kept here. Call the service desk."
    ),
    "trouble": _("Something here must be looked at by the office."),
    # A step.
    "step_of": _("Step {at} of {of}"),
    "no_permission": _("The board or landlord has not said yes: no lock may be mounted here."),
    "gap_too_wide": _("The gap is wider than 5 mm: a bolt gets stuck in the cold."),
    "no_such_cylinder": _("Our locks do not fit this kind of cylinder."),
    "photo_missing": _("Take a photo first."),
    "photo_unreadable": _("The photo cannot be read. Take it once more."),
    "photo_number": _("Photo {number}"),
    "photo_away": _("Take away"),
    "put_back_missing": _("Put the parts back in the door first, and tick it off."),
    "bag_lies": _("They lie in the bag {label}: {place}."),
    "part_missing": _("Missing until now"),
    "parts_not_ticked": _("Tick each part, or say that the others are missing."),
    # The unit.
    "take_a_lock": _("Take a lock from the van."),
    "take_a_box": _("Take a key box from the van."),
    "weak_box": _(
        "The approval class of this key box is not enough, or is not recorded. Call the office"
        " before you mount it: they must say why it may hang here."
    ),
    "the_unit": _("the unit"),
    "unit_in_order": _("Do what stands before it first."),
    "unit_claimed": _("It belongs to the municipality."),
    "unit_opened": _("It has opened."),
    "unit_locked": _("It has locked."),
    "unit_released": _("It is released."),
    "unit_not_released": _("Release the unit first, or say what is wrong with it."),
    "step_right_unit": _("The right unit. Wait …"),
    "unit_not_tried": _("The unit must be ours, and have opened and locked, before you go on."),
    # The end.
    "not_all_shown": _("Tick off what you have shown, or write what was not shown and why."),
    "sign_unit": _("eLås {label} is mounted, opens and locks."),
    "sign_shown": _("I have been shown how to use the door."),
    "sign_bag": _("The old parts lie in the bag {label}: {place}."),
    "gone_unit": _("eLås {label} is taken down."),
    "gone_parts": _("The parts of the old lock are in the door again."),
    "gone_key": _("The key from the key box is given back."),
    "gone_as_before": _("The door is as it was."),
    "name_missing": _("Write the name of who confirms."),
    "reason_missing": _("Write why nobody can confirm."),
    "signature_missing": _("Sign in the white field, or choose another way."),
}
