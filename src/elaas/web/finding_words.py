"""What the pages say of findings."""

from django.utils.translation import gettext_lazy as _

from elaas.alarms.operations.answer import NotDone
from elaas.alarms.rules import Deed, Doubt, Kind, State

KINDS = {
    Kind.UNEXPLAINED: _("A door was opened, and no visit explains it"),
    Kind.OUTSIDE_WINDOW: _("A door was opened outside the time of the visit"),
    Kind.OTHER_DOOR: _("A door was opened with access to another door"),
    Kind.AFTER_REVOCATION: _("A door was opened after the access was taken back"),
    Kind.BURST: _("One employee opened many doors in a short time"),
    Kind.RECEIPT: _("Something that was told of a lock does not fit"),
    Kind.GAP: _("Receipts from a lock are missing"),
    Kind.CLOCK: _("The clock of a lock is wrong"),
    Kind.SILENT: _("Nothing has been heard from a lock"),
}
ADVICE = {
    Kind.UNEXPLAINED: _(
        "Ask the employee, and ask whether the lock has been opened by somebody else."
    ),
    Kind.OUTSIDE_WINDOW: _("Ask the employee, and see whether the visit was moved."),
    Kind.OTHER_DOOR: _("Ask the employee, and see whether two units have changed places."),
    Kind.AFTER_REVOCATION: _(
        "The lock had not heard that the access was taken back. Ask who had the phone."
    ),
    Kind.BURST: _("See whether their visits explain it, or whether somebody else had the phone."),
    Kind.RECEIPT: _("Ask who had the phone that brought it. It may have been tampered with."),
    Kind.GAP: _("Ask those who have been there to sync their phones."),
    Kind.CLOCK: _("The times it tells may be wrong. It is set anew when a phone brings it news."),
    Kind.SILENT: _("Somebody must go there: a service order is open."),
}
STATES = {
    State.NEW: _("New"),
    State.LOOKED_AT: _("Somebody looks at it"),
    State.CLOSED: _("Closed"),
}
DEEDS = {
    Deed.COMMENTED: _("Comment"),
    Deed.CLOSED: _("Closed"),
    Deed.SETTLED: _("Closed by itself: it is over"),
}
DOUBTS = {
    Doubt.FAULTS: _("The last check inside found faults."),
    Doubt.NO_AUDIT: _("Everything inside has never been checked."),
    Doubt.OLD_AUDIT: _("It is long since everything inside was checked."),
    Doubt.NO_WITNESS: _("Nobody outside has checked the log."),
    Doubt.OLD_WITNESS: _("It is long since somebody outside checked the log."),
    Doubt.FINDINGS: _("Something waits for a person."),
    Doubt.NOT_WATCHED: _("eLås has not looked for a while: what is new may be missing here."),
}
NOT_DONE = {
    NotDone.NOTHING_SAID: _("Write what you know or why you close it."),
    NotDone.OVER: _("Somebody has closed this already."),
    NotDone.OWN: _("This is about what you did yourself. A colleague must close it."),
}


def kind(one: Kind) -> str:
    """What a finding is about, in a heading."""
    return str(KINDS[one])


def advice(one: Kind) -> str:
    """What to do first."""
    return str(ADVICE[one])


def state(one: State) -> str:
    """How it stands."""
    return str(STATES[one])


def deed(one: Deed) -> str:
    """What happened to it."""
    return str(DEEDS[one])


def doubt(one: Doubt) -> str:
    """Why a lamp is not lit."""
    return str(DOUBTS[one])
