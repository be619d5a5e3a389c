"""The lines of the recipient's log in running text, for letters; in the language in force."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from elaas.access.queries.pages.accesses import Access
from elaas.access.queries.pages.ladders import Ladder
from elaas.access.queries.pages.lines import Line
from elaas.access.queries.pages.uses import Person, Plan, Use
from elaas.access.rules import Period
from elaas.people.queries.looks import Looked, Looker
from elaas.web import look_words, when, words


def line(one: Line) -> str:
    """The whole line."""
    match one:
        case Use():
            who = "" if one.for_another else _who(one)
            return sentences(f"{moment(one.at)}:", who, deed(one), words.doubt(one))
        case Ladder():
            return sentences(f"{words.badge(one.employee)}:", steps(one), planned(one.plan))
        case Access():
            could = gettext("Could open")
            return sentences(
                f"{words.badge(one.employee)}.", f"{could}: {span(one.window)}.", doors(one)
            )
        case Looked():
            return sentences(f"{moment(one.at)}: {looker(one.by)}.", why_looked(one))


def _who(use: Use) -> str:
    name = words.badge(use.employee) if use.employee else gettext("We do not know who")
    return f"{name}."


def steps(ladder: Ladder) -> str:
    """What somebody did who could not get in."""
    return "; ".join(f"{moment(one.at)} {words.rung(one.rung)}" for one in ladder.steps) + "."


def doors(access: Access) -> str:
    """Which doors, in the order in which one comes to them."""
    return " → ".join(f"{words.door_name(one)} {one.label}" for one in access.locks) + "."


def looker(who: Looker) -> str:
    """Who looked, and what they do."""
    return named(words.badge(Person(who.id, who.given, who.family)), look_words.work(who))


def why_looked(look: Looked) -> str:
    """Why, and on which page."""
    return f"{look_words.why(look.reason.because)} ({look_words.what(look.what)})"


def deed(use: Use) -> str:
    """What was done, as it is told to the recipient, and the visit it was for."""
    if use.for_another:
        came = gettext("An employee came to somebody else who lives here.")
        return f"{came} {words.deed(use)}."
    mark = words.mark(use).words
    return sentences(
        f"{words.deed(use)}.", f"{mark}." if mark else "", words.why(use), planned(use.plan)
    )


def named(name: str, work: str) -> str:
    """An employee, and what they do."""
    return f"{name}, {work}" if work else name


def planned(plan: Plan | None) -> str:
    """The visit as planned; empty where there is none."""
    if plan is None:
        return ""
    said, service = gettext("The visit was planned for:"), words.service(plan)
    return f"{said} {span(plan.period)}{f', {service}' if service else ''}."


def sentences(*some: str) -> str:
    """Those that say something, one after the other."""
    return " ".join(one for one in some if one)


def span(period: Period) -> str:
    """From when until when."""
    same = timezone.localdate(period.start) == timezone.localdate(period.end)
    end = when.clock(period.end) if same else moment(period.end)
    return f"{moment(period.start)}–{end}"  # noqa: RUF001  (an en dash between two times)


def moment(value: datetime) -> str:
    """With its year: a letter is read long after."""
    return f"{timezone.localtime(value):%d.%m.%Y} {when.clock(value)}"
