"""Key boxes whose approval class is not enough, and that nobody has accepted all the same."""

from elaas.doors.approval import Approval
from elaas.doors.models import ClassAccepted, Unit, UnitKind
from elaas.doors.queries import approval_of


def is_weak(unit: Unit) -> bool:
    """Whether it is such a box: nobody has accepted the class it has now since it was released."""
    if unit.kind != UnitKind.KEY_BOX or approval_of(unit) is Approval.ENOUGH:
        return False
    accepted = ClassAccepted.objects.filter(unit=unit, approval_class=unit.approval_class)
    if unit.released_at is not None:
        accepted = accepted.filter(accepted_at__gt=unit.released_at)
    return not accepted.exists()
