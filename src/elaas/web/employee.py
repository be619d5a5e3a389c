"""The employee's page: today's visits and the doors on the way."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from elaas.access.queries.pages.employee import employee_page
from elaas.web import clock


@require_safe
def page(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """The visits that begin today."""
    now = clock.read()
    found = employee_page(employee_id, day=clock.day_of(now), now=now)
    if found is None:
        raise Http404
    return render(request, "employee/page.html", {"page": found, "now": now})
