"""The four questions of the public page; the rule that decides for real answers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.utils.translation import gettext_lazy as _

from elaas.eligibility.rules import Decision, Reason, Situation, decide

YES, NO = "yes", "no"
_YES_OR_NO = ((YES, _("Yes")), (NO, _("No")))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with a word of help, and what can be answered."""

    name: str
    text: Any  # lazy strings
    help: Any
    choices: tuple[tuple[str, Any], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """What the browser sends for each answer."""
        return tuple(value for value, _ in self.choices)


QUESTIONS = (
    Question(
        "alarm",
        _("Will you have a safety alarm or other welfare technology?"),
        _("Welfare technology is for example a sensor that tells if somebody falls."),
        (
            ("alarm", _("Yes, a safety alarm")),
            ("technology", _("Yes, other welfare technology")),
            (NO, _("No")),
        ),
    ),
    Question(
        "services",
        _("Does the municipality give you health and care services at home?"),
        _("For example home nursing, practical help or meals brought to you."),
        _YES_OR_NO,
    ),
    Question(
        "opens",
        _("Can you open the door yourself for employees who come?"),
        _("Every time and without help, also a common entrance."),
        _YES_OR_NO,
    ),
    Question(
        "company",
        _("Is somebody close to you always there, who can open?"),
        _("For example somebody you live with."),
        _YES_OR_NO,
    ),
)

# Why, in a sentence to whoever asked.
REASONS = {
    Reason.SAFETY_ALARM: _(
        "With a safety alarm, help must be able to come in to you. That is so even if you usually "
        "open the door yourself."
    ),
    Reason.OTHER_TECHNOLOGY: _(
        "With welfare technology, help must be able to come in to you. That is so even if you "
        "usually open the door yourself."
    ),
    Reason.CANNOT_OPEN: _(
        "You get services at home and cannot always open the door yourself, and nobody close to "
        "you is always there."
    ),
    Reason.NO_SERVICES: _("eLås is for people who get health and care services at home."),
    Reason.OPENS_THE_DOOR: _("You open the door yourself for employees who come."),
    Reason.SOMEBODY_ALWAYS_THERE: _("Somebody close to you is always there and can open."),
}


def answer(given: Mapping[str, str]) -> Decision | frozenset[str]:
    """What the rule decides, as soon as what is given settles it.

    Until then the names of the questions without an answer. What is no answer counts as none.
    """
    missing = frozenset(one.name for one in QUESTIONS if given.get(one.name) not in one.values)
    possible = [one.values if one.name in missing else (given[one.name],) for one in QUESTIONS]
    decisions = {decide(_situation(*answers)) for answers in product(*possible)}
    return decisions.pop() if len(decisions) == 1 else missing


def _situation(alarm: str, services: str, opens: str, company: str) -> Situation:
    return Situation(
        safety_alarm=alarm == "alarm",
        other_technology=alarm == "technology",
        services_at_home=services == YES,
        opens_the_door=opens == YES,
        somebody_always_there=company == YES,
    )
