"""A citizen's own pages: what is booked for whom, and booking."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elaas.mounting.queries.cases import Case, case_of
from elaas.people.queries import ActsFor, recipients
from elaas.people.rights import Right
from elaas.web import booking, citizens, clock
from elaas.web.calendar_file import calendar_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Somebody for whom the citizen may do something."""

    recipient: UUID
    name: str
    own: bool
    books: bool
    sees_log: bool
    follows: bool
    case: Case | None


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Everybody for whom the citizen may do something, themself first."""
    found = citizens.all_acting(request)
    names = recipients([one.recipient for one in found])
    shown = [_shown(one, names[one.recipient].name) for one in found]
    return render(request, "citizen/page.html", {"people": shown, "now": clock.read()})


@require_safe
def time(request: HttpRequest) -> HttpResponse:
    """Booking, where it is plain for whom; else the page to choose on."""
    found = citizens.all_acting(request)
    return redirect("book", found[0].recipient) if len(found) == 1 else redirect("mine")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Book, or move what is booked."""
    errand = _errand(request, recipient_id)
    if errand is None:
        return render(request, "booking/nothing.html", {"now": clock.read()})
    return booking.page(request, errand)


@require_safe
@never_cache
def appointment(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """What is booked: the confirmation, and the card to come back to."""
    one = citizens.acting(request)
    shown = _shown(one, recipients([recipient_id])[recipient_id].name)
    return render(request, "citizen/appointment.html", {"one": shown, "now": clock.read()})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Cancel what is booked."""
    errand = _errand(request, recipient_id)
    if errand is None:
        return render(request, "booking/nothing.html", {"now": clock.read()})
    return booking.cancelling(request, errand)


@require_safe
@never_cache
def calendar(_request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The appointment for the citizen's own calendar."""
    case = case_of(recipient_id)
    if case is None or case.booked is None:
        raise Http404
    response = HttpResponse(
        calendar_file(case, case.booked, now=clock.read()), content_type="text/calendar"
    )
    response["Content-Disposition"] = 'attachment; filename="elaas.ics"'
    return response


def _errand(request: HttpRequest, recipient_id: UUID) -> booking.Errand | None:
    case = case_of(recipient_id)
    if case is None:
        return None
    return booking.Errand(
        case=case,
        by=citizens.actor(citizens.acting(request)),
        here=reverse("book", args=[recipient_id]),
        done=reverse("appointment", args=[recipient_id]),
    )


def _shown(one: ActsFor, name: str) -> Shown:
    follows = bool(one.rights & {Right.BOOK, Right.FOLLOW, Right.TOLD})
    return Shown(
        recipient=one.recipient,
        name=name,
        own=one.kin is None,
        books=Right.BOOK in one.rights,
        sees_log=Right.LOG in one.rights,
        follows=follows,
        case=case_of(one.recipient) if follows else None,
    )
