"""Who signed on a crew's phone, and what follows where an eLås was taken down."""

from elaas.mounting import endings
from elaas.mounting.models import VisitReport
from elaas.mounting.operations.removal import (
    Confirmation,
    NoRemoval,
    NotTheirs,
    confirm_removal,
)
from elaas.mounting.operations.visit.steps import Came, Outcome, when
from elaas.mounting.rules import Task
from elaas.mounting.visits import How, Signed, Trouble
from elaas.people.actors import Actor, ActorKind
from elaas.people.queries import kin_today


def signed(row: VisitReport, told: Signed) -> Outcome:
    """Who signed confirms that the door is as it was. Of a mounting it is only kept.

    The name decides who it was: next of kin who may act by theirs, else the recipient.
    """
    if row.case is None or row.case.task != Task.REMOVE:
        return Came.SETTLED
    by = Actor(ActorKind.EMPLOYEE, row.employee_id)
    drawn = row.photos.values_list("pk", flat=True).first()
    if told.how is How.NOBODY:
        said = Confirmation(how=endings.How.NOBODY, of=by, because=told.reason)
    else:
        of = _who(row, told.name)
        if of is None:
            return Trouble.NOT_THEIRS
        said = Confirmation(how=endings.How.SIGNED, of=of, signature=drawn)
    try:
        confirm_removal(case=row.case.id, confirmation=said, by=by, now=when(row))
    except NoRemoval:
        return Trouble.CLOSED
    except NotTheirs:
        return Trouble.NOT_THEIRS
    return Came.SETTLED


def _who(row: VisitReport, name: str) -> Actor | None:
    """None: the recipient is dead, and no next of kin has that name."""
    if row.case is None:
        return None
    same = name.casefold().split()
    for kin in kin_today(row.case.recipient_id):
        if kin.name.casefold().split() == same:
            return Actor(ActorKind.KIN, kin.id)
    dead = row.case.recipient.deceased
    return None if dead else Actor(ActorKind.RECIPIENT, row.case.recipient_id)
