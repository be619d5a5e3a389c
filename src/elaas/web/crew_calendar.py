"""Crews' calendars, kept by the service desk: working hours, days off, who drives with whom."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from elaas.mounting.operations import crews as operations
from elaas.mounting.operations.members import NotThere, join_crew, leave_crew
from elaas.mounting.queries import crew_calendar as calendars
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.crew_calendar import Calendar
from elaas.mounting.queries.crews import working_crews
from elaas.mounting.rules import Hours
from elaas.web import clock, crew_forms
from elaas.web.crew_forms import Unclear

_MONDAY = date(2024, 1, 1)  # any: its week gives the weekdays their names


@require_http_methods(["GET", "HEAD", "POST"])
def everybody(request: HttpRequest) -> HttpResponse:
    """A new crew, and days when a crew or nobody mounts."""
    if request.method != "POST":
        return _everybody(request)
    try:
        name, hours = _new_name(request), crew_forms.hours(request.POST)
        base = crew_forms.base(request.POST)
    except Unclear as reason:
        return _everybody(request, error=str(reason))
    crew = operations.record_crew(name=name, base=base, hours=hours, now=clock.read())
    return redirect("crew-calendar", crew)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, crew_id: UUID) -> HttpResponse:
    """A crew's hours and base, and who drives with it."""
    found = _found(crew_id)
    if request.method != "POST":
        return _one(request, found)
    try:
        hours, base = crew_forms.hours(request.POST), crew_forms.base(request.POST)
    except Unclear as reason:
        return _one(request, found, error=str(reason))
    operations.record_crew(name=found.name, base=base, hours=hours, now=clock.read())
    return redirect("crew-calendar", crew_id)


@require_POST
def members(request: HttpRequest, crew_id: UUID) -> HttpResponse:
    """Somebody drives with the crew, or (`do` is leave) does so no more."""
    found, now = _found(crew_id), clock.read()
    try:
        employee, first = crew_forms.somebody(request.POST), crew_forms.day(request.POST, "first")
        if request.POST.get("do") == "leave":
            leave_crew(crew=found.name, employee=employee, first=first, now=now)
        else:
            _must_be_one_of(employee, dict(calendars.may_join()))
            last = crew_forms.days(request.POST)[1] if request.POST.get("last") else None
            join_crew(crew=found.name, employee=employee, first=first, last=last, now=now)
    except Unclear as reason:
        return _one(request, found, error=str(reason))
    except NotThere:
        return _one(request, found, error=gettext("They do not drive with this crew then."))
    return redirect("crew-calendar", crew_id)


@require_POST
def end(request: HttpRequest, crew_id: UUID) -> HttpResponse:
    """The crew works no more."""
    found = _found(crew_id)
    try:
        operations.end_crew(name=found.name, now=clock.read())
    except operations.StillBooked:
        said = gettext("The crew is to come to somebody yet. Move those appointments first.")
        return _one(request, found, error=said)
    return redirect("crews")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """On some days a crew, or nobody, mounts; how many appointments must be moved is said."""
    name = request.POST.get("crew") or None
    try:
        first, last = _days_to_come(request)
    except Unclear as reason:
        return _everybody(request, error=str(reason))
    try:
        standing = operations.close_days(first=first, last=last, crew=name, now=clock.read())
    except operations.NoSuchCrew:
        return _everybody(request, error=gettext("Choose a crew."))
    if not standing:
        return redirect("crew-calendars")
    said = ngettext(
        "{count} appointment stands on these days. Move it, and call them.",
        "{count} appointments stand on these days. Move them, and call those people.",
        standing,
    )
    return _everybody(request, warning=said.format(count=standing))


@require_POST
def reopen(_request: HttpRequest, closure_id: int) -> HttpResponse:
    """On these days there is mounting again."""
    operations.reopen_days(closure=closure_id, now=clock.read())
    return redirect("crew-calendars")


def week(hours: Sequence[Hours] = ()) -> list[dict[str, Any]]:
    """Each weekday's name, and its spans to fill in."""
    days = []
    for weekday in range(7):
        spans = [one for one in hours if one.weekday == weekday]
        rows = [
            {"number": number, "span": spans[number - 1] if len(spans) >= number else None}
            for number in crew_forms.SPANS
        ]
        called = formats.date_format(_MONDAY + timedelta(days=weekday), "l")
        days.append({"weekday": weekday, "name": called, "rows": rows})
    return days


def _new_name(request: HttpRequest) -> str:
    name = crew_forms.name(request.POST)
    if calendars.crew_exists(name):
        raise Unclear(gettext("There is, or was, a crew of that name. Choose another."))
    return name


def _must_be_one_of(employee: UUID, employees: Collection[UUID]) -> None:
    if employee not in employees:
        raise Unclear(gettext("Choose an employee."))


def _days_to_come(request: HttpRequest) -> tuple[date, date]:
    first, last = crew_forms.days(request.POST)
    if last < today(clock.read()):
        raise Unclear(gettext("That day is over. Choose another."))
    return first, last


def _found(crew_id: UUID) -> Calendar:
    found = calendars.calendar(crew_id, now=clock.read())
    if found is None:
        raise Http404
    return found


def _one(request: HttpRequest, found: Calendar, error: str = "") -> HttpResponse:
    now = clock.read()
    shown = {
        "crew": found,
        "week": week(found.hours),
        "employees": calendars.may_join(),
        "today": today(now),
        "error": error,
        "now": now,
    }
    return render(request, "crews/calendar.html", shown, status=400 if error else 200)


def _everybody(request: HttpRequest, error: str = "", warning: str = "") -> HttpResponse:
    now = clock.read()
    shown = {
        "week": week(),
        "days_off": calendars.days_off(now=now),
        "crews": working_crews(),
        "today": today(now),
        "error": error,
        "warning": warning,
        "now": now,
    }
    return render(request, "crews/calendars.html", shown, status=400 if error else 200)
