"""What crews' pages say of what is to be done."""

from django.utils.translation import gettext_lazy as _

from elaas.mounting.queries.day_plan import Errand
from elaas.mounting.rules import OrderReason, Task

TASKS = {
    Task.MOUNT: _("Mount eLås"),
    Task.SERVICE: _("Look after the lock"),
    Task.REMOVE: _("Take eLås down"),
}
REASONS = {
    OrderReason.BATTERY_LOW: _("The battery is low"),
    OrderReason.JAMMED: _("The lock is stuck"),
    OrderReason.NO_CONTACT: _("Nobody has heard from the lock for long"),
    OrderReason.FAULT_REPORTED: _("Somebody has reported a fault"),
    OrderReason.KEY_BOX_STOLEN: _("A key box is stolen: the cylinder must be changed"),
    OrderReason.NOBODY_NEEDS_IT: _("Nobody behind the entrance needs it any more"),
    OrderReason.AFTER_A_REFUSAL: _("The board or the landlord said no"),
}


def errand(one: Errand) -> str:
    """What is to be done there, and why."""
    task = str(TASKS[one.task])
    return f"{task}: {REASONS[OrderReason(one.reason)]}" if one.reason else task
