"""What is said of the rollout: stages, weeks, and when it may be done."""

from datetime import date, timedelta
from typing import assert_never

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from elaas.mounting.rollout import ENOUGH, OTHERS, Forecast, Limit, Stage, Unknown

# Of homes, now.
STAGES: dict[Stage, Promise] = {
    Stage.WAITING: _("Waits for an invitation"),
    Stage.INVITED: _("Is invited"),
    Stage.BOOKED: _("Has an appointment"),
    Stage.MOUNTED: _("Has eLås on the door"),
    Stage.REMOVED: _("eLås is taken down again"),
}
# Of a week: homes, but for the last two.
HAPPENED: dict[Stage, Promise] = {
    Stage.WAITING: _("Homes that came to need eLås"),
    Stage.INVITED: _("Homes that were invited"),
    Stage.BOOKED: _("Homes that booked for the first time"),
    Stage.MOUNTED: _("Doors where eLås was mounted"),
    Stage.REMOVED: _("Doors where eLås was taken down"),
}
_WHY_NOT: dict[Unknown, Promise] = {
    Unknown.DONE: _("No door waits. Everybody who must have eLås, has it."),
    Unknown.NO_CREWS: _("No crew has working hours in the calendar. Nothing can be foretold."),
    Unknown.TOO_LITTLE: _(
        "It is too early to say when it is done: doors must have been mounted for at least"
        " {enough} weeks."
    ),
    Unknown.STANDS_STILL: _(
        "Nobody can say when it is done: in most of the last weeks no door was mounted."
    ),
}


def code_name(code: str) -> str:
    """A postal code, or what is said of those that are not shown."""
    return gettext("Others") if code == OTHERS else code


def week_name(monday: date) -> str:
    """An ISO week: «uke 9, 2027»."""
    year, week, _day = monday.isocalendar()
    return gettext("week {week}, {year}").format(week=week, year=year)


def why_not(answer: Unknown) -> str:
    """Why nothing is foretold."""
    return str(_WHY_NOT[answer]).format(enough=ENOUGH)


def end(answer: Forecast) -> list[str]:
    """When the last door is mounted, as sentences."""
    likely = (
        gettext("Most likely, the last door is mounted in {week}.").format(
            week=week_name(answer.likely)
        )
        if answer.likely
        else gettext("As it goes, it is not done within three years.")
    )
    match answer.earliest, answer.latest:
        case None, _:
            between = ""
        case earliest, None:
            between = gettext("At the earliest in {week}; how late, nobody can say.").format(
                week=week_name(earliest)
            )
        case earliest, latest:
            between = gettext("At the earliest in {first}, at the latest in {last}.").format(
                first=week_name(earliest), last=week_name(latest)
            )
    return [likely, *([between] if between else []), limit(answer.limit)]


def limit(one: Limit) -> str:
    """What decides it."""
    match one:
        case Limit.PACE:
            return gettext(
                "What decides it is how many doors are mounted in a week. There is time for more in"
                " the calendar of the crews."
            )
        case Limit.CREWS:
            return gettext(
                "What decides it is the calendar of the crews: there is no time for more in it."
            )
        case _:
            assert_never(one)


def assumptions(answer: Forecast, *, left: int, newly: float, a_door: timedelta) -> list[str]:
    """What it rests on, as sentences."""
    rates = {name: number(rate) for name, rate in answer.rates._asdict().items()}
    return [
        gettext(
            "Doors that wait now: {left}. A home whose address nobody knows counts as one door."
        ).format(left=left),
        gettext(
            "It goes on as in the last {weeks} weeks. In the middle one {median} doors were"
            " mounted, in a slow one {low}, in a fast one {high}."
        ).format(weeks=answer.weeks, **rates),
        gettext(
            "Crews work as their calendar says, and not on public holidays. A door takes"
            " {minutes} minutes with the drive to it."
        ).format(minutes=a_door // timedelta(minutes=1)),
        gettext(
            "Nobody new is counted. Of late, {newly} homes came to need eLås in a week."
        ).format(newly=number(newly)),
        gettext(
            "Service, doors where eLås is taken down, illness and locks that are sold out are"
            " not counted."
        ),
    ]


def number(value: float) -> str:
    """A number with at most one decimal, as people write it."""
    rounded = round(value, 1)
    return str(formats.number_format(rounded, decimal_pos=0 if rounded.is_integer() else 1))
