"""What has one employee opened? Whoever asks says why, and the employee sees who asked."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elaas.access.queries.pages.openings import LISTED, employees_named, openings
from elaas.web import clock, looks
from elaas.web.recipient import moment

LONGEST_SEARCH = 100


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Which employee; their names are shown once it is said why."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    chosen = looks.stated(request)
    shown = {
        "words": words,
        "chosen": chosen,
        "reasons": looks.REASONS,
        "why_not": bool(words) and chosen is None,
        "found": employees_named(words) if words and chosen else None,
        "listed": LISTED,
    }
    return render(request, "looks/employees.html", shown)


@require_safe
@never_cache
def page(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """What that employee has opened; earlier with `before`, a moment in ISO form."""
    before = moment(request.GET.get("before"))
    found = openings(employee_id, before=before)
    if found is None:
        raise Http404
    asks = looks.asks_why_openings(request, employee_id)
    if asks is not None:
        return asks
    return render(
        request, "looks/openings.html", {"page": found, "before": before, "now": clock.read()}
    )
