"""What pages and letters say about damage: what, who pays, how it stands, and the rule."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from elaas.access.queries.pages.uses import Way
from elaas.damage.operations import NotDone
from elaas.damage.queries.case import Teller
from elaas.damage.rules import Damaged, Outcome, State
from elaas.people.actors import ActorKind
from elaas.web import words
from elaas.web.cost_words import kroner

DAMAGED = {
    Damaged.EQUIPMENT: _("The lock or the key box is damaged"),
    Damaged.DOOR: _("The door is marked or damaged"),
}
DOORS = {
    Way.HOME: _("The front door"),
    Way.ENTRANCE: _("The entrance to the building"),
}
STATES = {
    State.REPORTED: _("Waits for a decision"),
    State.DECIDED: _("It is decided"),
    State.COMPLAINED: _("There is a complaint. It is decided again."),
}
# To those who decide, and to the recipient.
OUTCOMES = {
    Outcome.NOBODY: _("Nobody is liable"),
    Outcome.RECIPIENT: _("The recipient replaces it"),
    Outcome.MUNICIPALITY: _("The municipality repairs or pays"),
}
TOLD = {
    Outcome.NOBODY: _("Nobody is to blame for the damage. You pay nothing."),
    Outcome.RECIPIENT: _("You must replace what was damaged. It costs {amount} kroner."),
    Outcome.MUNICIPALITY: _("We repair it or pay for it. You pay nothing."),
}
NOT_DONE = {
    NotDone.NOT_POSSIBLE: _("This cannot be decided. Choose who pays, and how much."),
    NotDone.CHANGED_MEANWHILE: _("Something has happened in the case meanwhile. Look at it first."),
    NotDone.NOT_DECIDED: _("Nothing is decided yet. There is nothing to complain of."),
}
TELLERS = {
    ActorKind.RECIPIENT: _("the recipient"),
    ActorKind.KIN: _("next of kin"),
    ActorKind.EMPLOYEE: _("an employee"),
}


def damaged(value: Damaged) -> str:
    """What was damaged."""
    return str(DAMAGED[value])


def door(value: Way) -> str:
    """At which door."""
    return str(DOORS[value])


def state(value: State) -> str:
    """How it stands."""
    return str(STATES[value])


def outcome(value: Outcome) -> str:
    """Who pays, to those who decide."""
    return str(OUTCOMES[value])


def told(value: Outcome, amount: int) -> str:
    """Who pays, to the recipient."""
    return str(TOLD[value]).format(amount=kroner(amount))


def teller(value: Teller) -> str:
    """Who told it: an employee as on their badge, others by name and as what."""
    kind = str(TELLERS[value.kind])
    if value.who is None:
        return kind
    if value.kind is ActorKind.EMPLOYEE:
        return words.badge(value.who)
    return f"{words.full_name(value.who)} ({kind})"


def guidance(value: Damaged) -> list[str]:
    """What guides the decision. It decides nothing: a person weighs it, and says why."""
    if value is Damaged.DOOR:
        return [
            gettext("Mounting and removal must leave no wear or marks on the door."),
            gettext(
                "If we left the mark, the municipality repairs it or pays. Compare the photos."
            ),
            gettext("If the mark was there before, or has another cause, nobody is liable."),
            gettext("The recipient never pays for marks on the door."),
        ]
    return [
        gettext(
            "eLås costs the recipient nothing. Ordinary wear and faults of the equipment are"
            " for the municipality to pay."
        ),
        gettext(
            "The recipient must take care of the equipment, and may have to replace it. That is"
            " possible, never a matter of course."
        ),
        gettext(
            "Illness, dementia, a fall or an emergency: ask whether they could help it. If not,"
            " nobody is liable."
        ),
        gettext(
            "Whoever could not understand what they did is liable only as far as it is fair"
            " (the Compensation Act, section 1-3). What would be an unreasonable burden can be"
            " reduced or dropped (section 5-2)."
        ),
        gettext(
            "Nothing is decided by itself. Write the reason so that the recipient understands it."
        ),
    ]
