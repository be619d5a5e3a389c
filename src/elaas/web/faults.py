"""Something is wrong with a door: said by those behind it, or by whoever calls the patrol."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elaas.access.queries.pages.ready import ways_in
from elaas.mounting.operations.faults import NoSuchUnit, TooMany, report_fault
from elaas.mounting.queries import doors, orders
from elaas.mounting.told_faults import Told
from elaas.people.actors import ActorKind
from elaas.people.queries import recipients
from elaas.web import citizens, clock, looks, roles, service_forms, service_words, session

LONGEST_SEARCH = 100


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mine(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """A recipient or next of kin says what is wrong, and is told what happens now."""
    now = clock.read()
    way = ways_in([recipient_id]).get(recipient_id)
    on_it = [one for one in (way.doors if way else ()) if one.lock_id is not None]
    acting = citizens.acting(request)
    shown: dict[str, object] = {
        "doors": on_it,
        "since": orders.reported_of([one.lock_id for one in on_it if one.lock_id]),
        "name": "" if acting.kin is None else recipients([recipient_id])[recipient_id].name,
        "here": reverse("report-mine", args=[recipient_id]),
    }
    if request.method != "POST":
        return _page(request, "citizen/fault.html", shown, now)
    lock_id = request.POST.get("lock", "")
    if lock_id not in {one.lock_id for one in on_it}:
        return _page(request, "citizen/fault.html", shown, now, gettext("Choose which door."))
    by = citizens.actor(acting)
    try:
        fault, text = service_forms.fault(request.POST)
        told = Told(lock_id=lock_id, fault=fault, text=text, kind=by.kind, by=by.id)
        report_fault(told=told, now=now)
    except service_forms.Unclear as reason:
        return _page(request, "citizen/fault.html", shown, now, str(reason))
    except (NoSuchUnit, TooMany):
        return _page(request, "citizen/fault.html", shown, now, _call_instead())
    told_of = {**shown, "fault": fault, "door": next(d for d in on_it if d.lock_id == lock_id)}
    return _page(request, "citizen/fault_told.html", told_of, now)


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Which door it is that somebody calls about."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = doors.doors(asked) if asked else []
    full = len(found) >= doors.FOUND
    return _page(
        request, "service/search.html", {"words": asked, "doors": found, "full": full}, clock.read()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def called(request: HttpRequest, lock_id: str) -> HttpResponse:
    """The patrol or the desk writes down what a caller says."""
    now = clock.read()
    found = doors.door(lock_id) if lock_id.isprintable() else None
    if found is None:
        raise Http404
    looks.at_door(request, lock_id)
    shown = {
        "door": found,
        "callers": service_words.CALLERS,
        "since": orders.reported_of([lock_id]).get(lock_id),
    }
    if request.method != "POST":
        return _page(request, "service/called.html", shown, now)
    by = session.employee(request)
    try:
        fault, text = service_forms.fault(request.POST)
        told = Told(
            lock_id=lock_id,
            fault=fault,
            text=text,
            kind=ActorKind.EMPLOYEE,
            by=by,
            caller=service_forms.caller(request.POST),
        )
        order = report_fault(told=told, now=now)
    except service_forms.Unclear as reason:
        return _page(request, "service/called.html", shown, now, str(reason))
    except (NoSuchUnit, TooMany):
        return _page(request, "service/called.html", shown, now, _call_instead())
    return _page(request, "service/called_told.html", {**shown, "order": order}, now)


def _call_instead() -> str:
    return gettext("This could not be written down. Call Trygghetspatruljen instead.")


def _page(
    request: HttpRequest, template: str, shown: dict[str, object], now: datetime, error: str = ""
) -> HttpResponse:
    numbers = [settings.PATROL_PHONE, settings.PATROL_PHONE_2]
    more = {
        "faults": service_words.FAULTS,
        "numbers": [number for number in numbers if number],
        "stolen": roles.grants(request, "lock/<str:lock_id>/stolen/"),
        "filled": request.POST,
        "error": error,
        "now": now,
    }
    return render(request, template, {**shown, **more}, status=400 if error else 200)
