"""Trygghetspatruljen books on the phone: the same operation, the same times."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elaas.mounting.operations.looks import of_case
from elaas.mounting.queries import cases
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Seen
from elaas.web import booking, clock, looks, session

NOBODY = UUID(int=0)  # in the demo pages are shown without a login; nobody may book


@require_safe
@never_cache
def everybody(request: HttpRequest) -> HttpResponse:
    """Whoever waits for eLås: those without an appointment first."""
    waiting = cases.waiting()
    looks.note(request, [Seen(one.recipient, of_case(one.task, one.id)) for one in waiting])
    shown = {"waiting": waiting, "listed": cases.LISTED, "now": clock.read()}
    return render(request, "booking/waiting.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Book for whoever is on the phone, or move what is booked."""
    return booking.page(request, _errand(request, case_id))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Cancel for whoever is on the phone."""
    return booking.cancelling(request, _errand(request, case_id))


def _errand(request: HttpRequest, case_id: UUID) -> booking.Errand:
    case = cases.case(case_id)
    if case is None:
        raise Http404
    looks.note(request, [Seen(case.recipient, of_case(case.task, case.id))])
    return booking.Errand(
        case=case,
        by=Actor(ActorKind.EMPLOYEE, session.employee(request) or NOBODY),
        here=reverse("patrol-book", args=[case_id]),
        done=reverse("patrol-booking"),
    )
