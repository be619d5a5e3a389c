"""The service desk's page of one lock."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from elaas.access.queries.pages.lock import lock_page
from elaas.mounting.queries import orders
from elaas.web import clock, looks, roles


@require_safe
def lock(request: HttpRequest, lock_id: str) -> HttpResponse:
    """How that lock is."""
    now = clock.read()
    found = lock_page(lock_id, now=now) if lock_id.isprintable() else None
    if found is None:
        raise Http404
    looks.at_door(request, lock_id)
    shown = {
        "page": found,
        "orders": orders.of_unit(lock_id, now=now),
        "losses": orders.losses(lock_id),
        "classes": settings.KEY_BOX_CLASSES,
        "enough": settings.KEY_BOX_CLASS,
        "may_see_stock": roles.grants(request, "lager/<str:lock_id>/"),
        "now": now,
    }
    return render(request, "fleet/lock.html", shown)
