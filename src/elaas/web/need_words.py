"""What pages and letters say of who must have an eLås: questions, decisions and their reasons."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from elaas.access.queries.pages.coordinator import Told
from elaas.access.queries.pages.ready import DoorOnTheWay, DoorState, WayIn
from elaas.access.queries.pages.uses import Way
from elaas.eligibility.queries import Need, Stated
from elaas.eligibility.rules import Reason
from elaas.web.words import badge

# By the fact that the answer is (eligibility.rules.Situation).
QUESTIONS = {
    "safety_alarm": _("Does the recipient have a safety alarm, or are they about to get one?"),
    "other_technology": _(
        "Does the recipient have other welfare technology at home, or are they about to get it?"
    ),
    "opens_the_door": _("Can the recipient always open the door to those who come, without help?"),
    "somebody_always_there": _("Is there always somebody close to them at home who opens?"),
    "services_at_home": _("Does the recipient get services from the municipality at home?"),
}

# To the coordinator.
DECISIONS = {
    Reason.SAFETY_ALARM: _("Must have an eLås, because of the safety alarm."),
    Reason.OTHER_TECHNOLOGY: _("Must have an eLås, because of the welfare technology."),
    Reason.CANNOT_OPEN: _("Must have an eLås, because nobody at home can always open the door."),
    Reason.NO_SERVICES: _("Does not need an eLås, because there are no services at home."),
    Reason.OPENS_THE_DOOR: _(
        "Does not need an eLås, because the recipient opens the door to those who come."
    ),
    Reason.SOMEBODY_ALWAYS_THERE: _(
        "Does not need an eLås, because there is always somebody at home who opens."
    ),
}

# The same to whom it is about.
YOUR_DECISIONS = {
    Reason.SAFETY_ALARM: _(
        "You must have an eLås because you have a safety alarm or will get one."
    ),
    Reason.OTHER_TECHNOLOGY: _(
        "You must have an eLås because you have welfare technology at home or will get it."
    ),
    Reason.CANNOT_OPEN: _(
        "You must have an eLås because you get services at home, cannot always open the door"
        " yourself, and have nobody there all the time who can."
    ),
    Reason.NO_SERVICES: _(
        "You do not need an eLås because you get no services from the municipality at home."
    ),
    Reason.OPENS_THE_DOOR: _(
        "You do not need an eLås because you open the door yourself to those who come."
    ),
    Reason.SOMEBODY_ALWAYS_THERE: _(
        "You do not need an eLås because there is always somebody at your home who opens the door."
    ),
}

DOOR_STATES = {
    DoorState.READY: _("Ready"),
    DoorState.NO_UNIT: _("No eLås in use on this door yet"),
    DoorState.BATTERY_EMPTY: _("The battery is empty, so the eLås does not open"),
}


def decision(need: Need) -> str:
    """What counts, in one sentence with why; also that nothing is decided yet."""
    if need.review is not None:
        said = {
            True: gettext("A coordinator has decided that an eLås must be there: {because}"),
            False: gettext("A coordinator has decided that no eLås is needed: {because}"),
        }[bool(need.review.needed)]
        return said.format(because=need.review.because)
    return the_rules(need)


def the_rules(need: Need) -> str:
    """What the rule says, whatever a coordinator decided."""
    if need.decision is None:
        return gettext("Nothing is decided yet. Answer the five questions first.")
    return str(DECISIONS[need.decision.reason])


def your_decision(need: Need) -> str:
    """The same to whom it is about; empty while nothing is decided."""
    if need.review is not None:
        said = {
            True: gettext("You must have an eLås. A coordinator has decided that: {because}"),
            False: gettext("You do not need an eLås. A coordinator has decided that: {because}"),
        }[bool(need.review.needed)]
        return said.format(because=need.review.because)
    return str(YOUR_DECISIONS[need.decision.reason]) if need.decision else ""


def happened(told: Told) -> str:
    """One event of the history, without its time."""
    event = told.event
    if isinstance(event, Stated):
        return _stated(told, event)
    said = {
        True: gettext("{name} decided that an eLås must be there: {because}"),
        False: gettext("{name} decided that no eLås is needed: {because}"),
        None: gettext("{name} took the change back: {because}"),
    }[event.needed]
    return said.format(name=badge(told.by), because=event.because)


def _stated(told: Told, event: Stated) -> str:
    if not event.by_import:
        said = gettext("{name} answered the five questions.").format(name=badge(told.by))
    elif event.known.services_at_home:
        said = gettext("The care system told that services have started.")
    else:
        said = gettext("The care system told that services have ended.")
    return f"{said} {DECISIONS[event.decision.reason]}" if event.decision else said


def door_state(door: DoorOnTheWay) -> str:
    """Whether the door is ready, and if not, why."""
    return str(DOOR_STATES[door.state])


def questions(answers: Mapping[str, bool | None]) -> list[dict[str, Any]]:
    """The five questions in order, each with its answer so far."""
    return [
        {"name": name, "said": said, "answer": answers.get(name)}
        for name, said in QUESTIONS.items()
    ]


def has_own_lock(way_in: WayIn | None) -> bool:
    """Whether the home's own door has a lock or key box."""
    return way_in is not None and any(
        door.way is Way.HOME and door.lock_id is not None for door in way_in.doors
    )
