"""A crew's day and its van, for Trygghetspatruljen and the service desk."""

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.doors.operations import NotApproved
from elaas.mounting.operations.crews import NoSuchCrew
from elaas.mounting.operations.looks import of_case, of_orders
from elaas.mounting.operations.van import InAnotherVan, OnADoor, load_units, unload_unit
from elaas.mounting.queries import van as vans
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.day_plan import CrewDay, crew_day
from elaas.people.looks import Seen
from elaas.web import clock, looks, roles

FAR = timedelta(days=400)
MOST_UNITS = 100


@require_safe
@never_cache
def everybody(request: HttpRequest) -> HttpResponse:
    """Every crew, and what its van lacks."""
    now = clock.read()
    shown = {
        "crews": vans.everybody(now=now),
        "calendars": roles.grants(request, "lag/<uuid:crew_id>/kalender/"),
        "now": now,
    }
    return render(request, "crews/list.html", shown)


@require_safe
@never_cache
def day(request: HttpRequest, crew_id: UUID) -> HttpResponse:
    """The crew's day in order: today's, or that of `dag`."""
    now = clock.read()
    on = day_asked(request, first=today(now))
    found = _found(crew_id, on)
    _note_looks(request, found)
    shown = {
        "day": found,
        "enough": vans.enough(crew_id, day=on, now=now),
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "tomorrow": on == today(now) + timedelta(days=1),
        "now": now,
    }
    return render(request, "crews/day.html", shown)


@require_safe
@never_cache
def van(request: HttpRequest, crew_id: UUID) -> HttpResponse:
    """What lies in the crew's van, and on the shelf."""
    return _van(request, crew_id)


@require_POST
def load(request: HttpRequest, crew_id: UUID) -> HttpResponse:
    """Put units into the van: those chosen from the shelf, and those named by number."""
    found, now = _found(crew_id, today(clock.read())), clock.read()
    words = [*request.POST.getlist("unit"), *request.POST.get("numbers", "").split()]
    words = [word.replace("\0", "") for word in words]
    if not words or len(words) > MOST_UNITS:
        return _van(request, crew_id, error=gettext("Choose at least one unit, and at most 100."))
    lock_ids, unknown = vans.lock_ids(words)
    if unknown:
        said = gettext("We know no unit, or more than one, with the number {number}.")
        return _van(request, crew_id, error=said.format(number=unknown[0][:20]))
    try:
        load_units(lock_ids=lock_ids, crew=found.name, from_shelf=True, now=now)
    except NoSuchCrew:
        raise Http404 from None
    except OnADoor as unit:
        said = gettext("{unit} cannot lie in a van. Nothing was loaded.")
        return _van(request, crew_id, error=said.format(unit=unit))
    except NotApproved as unit:
        said = gettext(
            "{unit} is not approved well enough. Say why on its page. Nothing was loaded."
        )
        return _van(request, crew_id, error=said.format(unit=unit.lock_id))
    except InAnotherVan as unit:
        said = gettext("{unit} lies in the van of another crew. Nothing was loaded.")
        return _van(request, crew_id, error=said.format(unit=unit))
    return redirect("crew-van", crew_id)


@require_POST
def unload(request: HttpRequest, crew_id: UUID) -> HttpResponse:
    """Put a unit back on the shelf."""
    _found(crew_id, today(clock.read()))
    lock_id = request.POST.get("unit", "")
    if lock_id in {one.lock_id for one in vans.in_van(crew_id)}:
        unload_unit(lock_id=lock_id, now=clock.read())
    return redirect("crew-van", crew_id)


def day_asked(request: HttpRequest, *, first: date) -> date:
    """The day in the address, or `first`; 404 where it is none, or years away."""
    try:
        asked = date.fromisoformat(request.GET.get("dag") or first.isoformat())
    except ValueError:
        raise Http404 from None
    if abs(asked - first) > FAR:
        raise Http404
    return asked


def _note_looks(request: HttpRequest, day: CrewDay) -> None:
    errands = [*(leg.errand for leg in day.legs), *day.left]
    booked = [
        Seen(one.recipient, of_case(one.task, one.case))
        for one in errands
        if one.recipient and one.case
    ]
    ordered = [(one.id, one.home) for one in errands if not one.case]
    looks.note(request, [*booked, *of_orders(ordered, now=clock.read())])


def _van(request: HttpRequest, crew_id: UUID, error: str = "") -> HttpResponse:
    now = clock.read()
    crews = [one for one in vans.everybody(now=now) if one.id == crew_id]
    if not crews:
        raise Http404
    shown = {
        "crew": crews[0],
        "units": vans.in_van(crew_id),
        "shelf": vans.on_shelf(),
        "listed": vans.LISTED,
        "error": error,
        "now": now,
    }
    return render(request, "crews/van.html", shown, status=400 if error else 200)


def _found(crew_id: UUID, on: date) -> CrewDay:
    found = crew_day(crew_id, day=on)
    if found is None:
        raise Http404
    return found
