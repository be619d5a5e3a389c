"""Trygghetspatruljen's queue: what must be seen to, who takes it, and what was done."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.mounting.operations.crews import NoSuchCrew
from elaas.mounting.operations.orders import NoSuchOrder, take_order
from elaas.mounting.operations.work import note_work
from elaas.mounting.queries import orders
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.orders import Order
from elaas.web import clock, looks, roles, service_forms, service_words, session


@require_safe
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the most urgent first."""
    now = clock.read()
    found = orders.queue(now=now)
    looks.at_orders(request, [(one.id, one.home) for one in found])
    shown = {"orders": found, "full": len(found) >= orders.LISTED, "now": now}
    return render(request, "service/queue.html", shown)


@require_safe
@never_cache
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order, with all that is known of it."""
    now = clock.read()
    return _shown(request, _found(order_id, now), now)


@require_POST
def take(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """A crew takes it on a day."""
    now = clock.read()
    found = _found(order_id, now)
    try:
        crew, day = service_forms.when(request.POST, today=today(now))
        take_order(order=order_id, crew=crew, day=day, now=now)
    except service_forms.Unclear as reason:
        return _shown(request, found, now, error=str(reason))
    except NoSuchCrew:
        return _shown(request, found, now, error=gettext("Choose a crew."))
    except NoSuchOrder:
        pass  # done meanwhile, as the page shows
    return redirect("order", order_id)


@require_POST
def done(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What was done, and whether the door works now."""
    now = clock.read()
    found = _found(order_id, now)
    try:
        told = service_forms.done(request.POST)
        note_work(order=order_id, done=told, by=session.employee(request), now=now)
    except service_forms.Unclear as reason:
        return _shown(request, found, now, error=str(reason))
    except NoSuchOrder:
        pass  # somebody was quicker, as the page shows
    return redirect("order", order_id)


def _found(order_id: UUID, now: datetime) -> Order:
    found = orders.order(order_id, now=now)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, found: Order, now: datetime, error: str = "") -> HttpResponse:
    looks.at_orders(request, [(found.id, found.home)])
    shown = {
        "order": found,
        "crews": orders.crews(),
        "today": today(now).isoformat(),
        "work": service_words.WORK,
        "may_see_lock": roles.grants(request, "lock/<str:lock_id>/"),
        "filled": request.POST,
        "error": error,
        "now": now,
    }
    return render(request, "service/order.html", shown, status=400 if error else 200)
