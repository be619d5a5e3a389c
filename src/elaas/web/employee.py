"""The employee's page: today's visits and the doors on the way."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from elaas.access.queries.pages.employee import EmployeePage, employee_page
from elaas.people.looks import Because, Reason, Seen
from elaas.people.operations.phones import invite
from elaas.web import clock, looks, session


@require_safe
def page(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """The visits that begin today."""
    now = clock.read()
    found = employee_page(employee_id, day=clock.day_of(now), now=now)
    if found is None:
        raise Http404
    looks.note(request, seen_on(found))
    return render(request, "employee/page.html", {"page": found, "now": now})


def seen_on(found: EmployeePage) -> list[Seen]:
    """Whose data a day shows, each for the visit."""
    return [
        Seen(visit.recipient.id, Reason(Because.ASSIGNMENT, visit.plan.assignment))
        for visit in found.visits
        if visit.recipient is not None
    ]


@require_POST
def use_phone(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """Make this browser the employee's phone: the code is in the part no server is told."""
    now = clock.read()
    if employee_page(employee_id, day=clock.day_of(now), now=now) is None:
        raise Http404
    code = invite(employee=employee_id, by=session.employee(request), now=now)
    return redirect(f"{reverse('phone')}#kode={code}")
