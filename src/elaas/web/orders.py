"""Work orders: given to a crew and a day, and taken back."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.mounting.operations.crews import NoSuchCrew
from elaas.mounting.operations.orders import (
    ChangedMeanwhile,
    NoSuchOrder,
    PastDay,
    Taken,
    give_order,
)
from elaas.mounting.queries import open_orders
from elaas.mounting.queries.calendar import today
from elaas.mounting.queries.crews import working_crews
from elaas.web import clock, looks, session


@require_safe
@never_cache
def everything(request: HttpRequest) -> HttpResponse:
    """What is to be done at units, those first that nobody has taken."""
    now = clock.read()
    found = open_orders.open_orders(now=now)
    looks.at_orders(request, [(one.errand.id, one.errand.home) for one in found])
    shown = {"orders": found, "listed": open_orders.LISTED, "now": now}
    return render(request, "crews/orders.html", shown)


@require_safe
@never_cache
def one(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order, and the days on which it costs the least driving."""
    return _shown(request, order_id)


@require_POST
def give(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give it to a crew and a day, or take it back (no crew)."""
    name, seen, now = request.POST.get("crew", ""), _seen(request), clock.read()
    try:
        on = date.fromisoformat(request.POST.get("day", "")) if name else None
    except ValueError:
        return _shown(request, order_id, error=gettext("Choose a day."))
    to = Taken(name, on) if on else None
    try:
        give_order(order=order_id, to=to, seen=seen, by=session.employee(request), now=now)
    except NoSuchOrder:
        raise Http404 from None
    except NoSuchCrew:
        return _shown(request, order_id, error=gettext("Choose a crew."))
    except PastDay:
        return _shown(request, order_id, error=gettext("That day is over. Choose another."))
    except ChangedMeanwhile:
        said = gettext("Somebody else changed this meanwhile. This is how it is now.")
        return _shown(request, order_id, error=said, status=409)
    return redirect("work-orders")


def _seen(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST["seen"]) if request.POST.get("seen") else None
    except ValueError:
        return None


def _shown(
    request: HttpRequest, order_id: UUID, error: str = "", status: int = 400
) -> HttpResponse:
    now = clock.read()
    found = open_orders.open_order(order_id, now=now)
    if found is None:
        raise Http404
    looks.at_orders(request, [(found.errand.id, found.errand.home)])
    shown = {
        "order": found,
        "offers": open_orders.offers(order_id, now=now),
        "crews": working_crews(),
        "today": today(now),
        "error": error,
        "now": now,
    }
    return render(request, "crews/order.html", shown, status=status if error else 200)
