"""«Hvem har sett på dette?»: who at the municipality has looked at a recipient's data, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from elaas.clients.queries import systems_that_looked
from elaas.people.looks import Because, What
from elaas.people.queries import recipients
from elaas.people.queries.looks import Looked, Looker, looked_up, looks_at
from elaas.web import clock
from elaas.web.asked import seen_here
from elaas.web.recipient import moment


@dataclass(frozen=True, slots=True)
class Together:
    """What one employee looked at for one reason on a day; `first` and `last`: the same if once.

    `names`: what they are called in an address, the last first.
    """

    names: tuple[str, ...]
    by: Looker
    because: Because
    whats: tuple[What, ...]
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A day (its first moment), and who looked, the latest first."""

    start: datetime
    looks: tuple[Together, ...]


@require_safe
def page(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The latest looks; earlier ones with `before`, a moment in ISO form."""
    named = recipients([recipient_id]).get(recipient_id)
    if named is None:
        raise Http404
    before = moment(request.GET.get("before"))
    found = looks_at(recipient_id, before=before)
    shown = {
        "recipient": recipient_id,
        "name": named.name,
        "days": days(found.looks),
        "questions": seen_here(request, recipient_id),
        "systems": [] if before else systems_that_looked(recipient_id),
        "earlier": found.earlier,
        "before": before,
        "now": clock.read(),
    }
    return render(request, "looks/page.html", shown)


@require_safe
def of_employee(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """Who has looked up what this employee has opened; for that employee."""
    before = moment(request.GET.get("before"))
    found = looked_up(employee_id, before=before)
    shown = {
        "employee": employee_id,
        "days": days(found.looks),
        "earlier": found.earlier,
        "before": before,
        "now": clock.read(),
    }
    return render(request, "looks/page.html", shown)


def days(looks: Iterable[Looked]) -> list[Day]:
    """The looks, the newest first, by day; one employee's for one reason stand together."""
    by_day = groupby(looks, key=lambda one: clock.day_of(one.at).start)
    return [Day(start, tuple(_together(some))) for start, some in by_day]


def _together(looks: Iterable[Looked]) -> Iterable[Together]:
    same: dict[tuple[UUID, Because], list[Looked]] = {}
    for one in looks:
        same.setdefault((one.by.id, one.reason.because), []).append(one)
    for some in same.values():
        yield Together(
            names=tuple(one.id.hex for one in some),
            by=some[0].by,
            because=some[0].reason.because,
            whats=tuple(dict.fromkeys(one.what for one in reversed(some))),
            first=some[-1].at,
            last=some[0].at,
        )
