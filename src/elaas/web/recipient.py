"""The recipient's page: «Hvem har vært hos meg?»."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from elaas.access.queries.pages.at_the_door import use_called
from elaas.access.queries.pages.questions import Asked
from elaas.access.queries.pages.recipient import RecipientPage, recipient_page
from elaas.access.queries.pages.uses import Person, Plan, Use
from elaas.web import clock
from elaas.web.asked import seen_here
from elaas.web.evidence import for_the_browser, to_save


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit's uses on one day, the first first; a use that no visit explains stands alone."""

    employee: Person | None
    plan: Plan | None
    uses: tuple[Use, ...]

    @property
    def for_another(self) -> bool:
        """Whether it was to somebody else who lives there."""
        return any(use.for_another for use in self.uses)


@dataclass(frozen=True, slots=True)
class Day:
    """A day (its first moment) and its visits, the latest first."""

    start: datetime
    visits: tuple[Visit, ...]


@require_safe
def page(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Today and yesterday; earlier ones with `before`, a moment in ISO form."""
    now = clock.read()
    before = moment(request.GET.get("before"))
    today, yesterday = clock.day_of(now), clock.day_of(now, days_ago=1)
    found = recipient_page(recipient_id, since=yesterday.start, before=before, now=now)
    if found is None:
        raise Http404
    always = (today.start, yesterday.start) if before is None else ()
    asked = seen_here(request, recipient_id)
    context = {
        "page": found,
        "days": days(found.uses, always=always),
        "before": before,
        "questions": asked,
        "asked_before": _not_here(asked, found),
        "evidence": for_the_browser(found.uses) if found.uses else None,
        "now": now,
    }
    return render(request, "recipient/page.html", context)


def _not_here(
    questions: Mapping[str, Sequence[Asked]], shown: RecipientPage
) -> list[tuple[str, Sequence[Asked]]]:
    """Questions about lines that this page does not show, the last first."""
    here = {
        *(one.id for one in shown.uses),
        *(one.name for one in shown.shut_out),
        *(one.name for one in shown.unused),
    }
    before = [(about, asked) for about, asked in questions.items() if about not in here]
    return sorted(before, key=lambda one: one[1][-1].at, reverse=True)


@require_safe
def proof(_request: HttpRequest, recipient_id: UUID, use: str) -> HttpResponse:
    """What the log has of one use, to be checked without us; 404: not theirs, or not there yet."""
    found = use_called(recipient_id, use)
    file = to_save(found) if found else None
    if found is None or file is None:
        raise Http404
    name = {"Content-Disposition": f'attachment; filename="elaas-{found.id}.tlog-proof"'}
    return HttpResponse(file, content_type="text/plain; charset=utf-8", headers=name)


def days(uses: Iterable[Use], *, always: Iterable[datetime]) -> list[Day]:
    """The uses by day and visit, the latest first, with those days even if nothing happened."""
    by_day = {start: list[Use]() for start in always}
    for start, some in itertools.groupby(uses, key=lambda use: clock.day_of(use.at).start):
        by_day.setdefault(start, []).extend(some)
    latest_first = sorted(by_day, reverse=True)
    return [Day(start, tuple(_visits(by_day[start]))) for start in latest_first]


def _visits(uses: Iterable[Use]) -> Iterable[Visit]:
    by_visit: dict[object, list[Use]] = {}
    for use in uses:
        by_visit.setdefault(use.plan.assignment if use.plan else id(use), []).append(use)
    for some in by_visit.values():
        yield Visit(some[0].employee, some[0].plan, tuple(reversed(some)))


def moment(text: str | None) -> datetime | None:
    """The moment in the address; None: none stands there. Raises Http404 if it is none."""
    if text is None:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise Http404
    return found
