"""A key box is stolen, or found again: the patrol or the desk says so."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elaas.access.queries.pages.lock import lock_page
from elaas.mounting.operations.key_boxes import (
    NoDoor,
    NoKeyBoxThere,
    NotLost,
    found_again,
    report_stolen,
)
from elaas.mounting.queries import doors, orders
from elaas.web import clock, looks, service_forms, session
from elaas.web.service_words import key_lost


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stolen(request: HttpRequest, lock_id: str) -> HttpResponse:
    """Say that it is gone, and which doors its key opens; or, afterwards, that it is found."""
    now, error = clock.read(), ""
    page = lock_page(lock_id, now=now) if lock_id.isprintable() else None
    if page is None:
        raise Http404
    looks.at_door(request, lock_id)
    if request.method == "POST":
        by = session.employee(request)
        try:
            if request.POST.get("found"):
                found_again(lock_id=lock_id, by=by, now=now)
            else:
                told = service_forms.stolen(request.POST, lock_id)
                report_stolen(stolen=told, by=by, words=key_lost, now=now)
            return redirect("stolen", lock_id)
        except service_forms.Unclear as reason:
            error = str(reason)
        except (NoKeyBoxThere, NoDoor, NotLost):
            error = gettext("Somebody was quicker, or the box hangs elsewhere now. Look again.")
    shown = {
        "page": page,
        "opens": doors.box_opens(lock_id),
        "losses": orders.losses(lock_id),
        "filled": request.POST,
        "chosen": request.POST.getlist("door"),
        "error": error,
        "now": now,
    }
    return render(request, "service/stolen.html", shown, status=400 if error else 200)
