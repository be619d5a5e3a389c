"""The programme's page: how far the rollout has come, and when it may be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from elaas.mounting.queries.rollout import Rollout, rollout_now, time_a_door
from elaas.mounting.rollout import Counts, Forecast, Stage, Unknown
from elaas.web import clock, rollout_charts
from elaas.web import rollout_words as words
from elaas.web.csv_file import csv_file

WEEKS = 26  # half a year of bars can be told apart on a small screen
WEEKS_TO_TAKE_ALONG = 3 * 52


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How far it has come; the weeks of one postal code (`code`) or of all."""
    found = rollout_now(weeks=WEEKS, now=clock.read())
    asked = request.GET.get("code")
    code = asked if asked in found.codes else None
    names = {one: words.code_name(one) for one in found.codes}
    happened = found.by_week(code)
    shown = {
        "stages": words.STAGES,
        "now": rollout_charts.stages(found.total, words.STAGES),
        "legend": [(stage.value, words.STAGES[stage]) for stage in Stage],
        "codes": rollout_charts.codes(found.codes, names),
        "most_codes": rollout_charts.MOST_CODES,
        "code_rows": [(names[one], _cells(found.codes[one])) for one in found.codes],
        "choices": [(one, names[one], one == code) for one in found.codes],
        "chosen": names[code] if code is not None else "",
        "panels": [(words.HAPPENED[one.stage], one) for one in rollout_charts.weeks(happened)],
        "first_week": words.week_name(min(happened)),
        "last_week": words.week_name(max(happened)),
        "week_heads": [words.HAPPENED[stage] for stage in Stage],
        "week_rows": [(words.week_name(one), _cells(happened[one])) for one in reversed(happened)],
        **_told(found),
    }
    return render(request, "rollout/page.html", shown)


@require_safe
def codes(_request: HttpRequest) -> HttpResponse:
    """Homes now, by postal code and stage, to take along."""
    found = rollout_now(weeks=1, now=clock.read())
    head = [gettext("Postal code"), *(str(words.STAGES[stage]) for stage in Stage)]
    rows = ([words.code_name(code), *_cells(found.codes[code])] for code in found.codes)
    return csv_file("elaas-postal-codes.csv", [head, *rows])


@require_safe
def weeks(_request: HttpRequest) -> HttpResponse:
    """What happened, by week and postal code, to take along."""
    found = rollout_now(weeks=WEEKS_TO_TAKE_ALONG, now=clock.read())
    head = [
        gettext("Week"),
        gettext("Postal code"),
        *(str(words.HAPPENED[stage]) for stage in Stage),
    ]
    rows = (
        [words.week_name(monday), words.code_name(code), *_cells(counts)]
        for monday, by_code in found.weeks.items()
        for code, counts in by_code.items()
    )
    return csv_file("elaas-weeks.csv", [head, *rows])


def _told(found: Rollout) -> dict[str, object]:
    """What is foretold, or why nothing is."""
    match found.forecast:
        case Unknown() as why:
            return {"why_not": words.why_not(why)}
        case Forecast() as answer:
            return {
                "end": words.end(answer),
                "assumptions": words.assumptions(
                    answer, left=found.left, newly=found.newly, a_door=time_a_door()
                ),
                "lines": rollout_charts.lines(answer.course),
                "begins": words.week_name(answer.course[0].monday),
                "ends": words.week_name(answer.course[-1].monday),
                "course": [
                    (words.week_name(one.monday), [round(left) for left in one[1:]])
                    for one in answer.course
                ],
            }


def _cells(counts: Counts) -> list[int]:
    return [counts[stage] for stage in Stage]
