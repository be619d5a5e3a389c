"""A citizen's own pages: what is booked for whom, and booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elaas.mounting.endings import How
from elaas.mounting.operations.removal import Confirmation, confirm_removal
from elaas.mounting.queries.cases import Case, case_of
from elaas.mounting.queries.endings import Gone, gone
from elaas.mounting.queries.endings import removal as under_way
from elaas.mounting.queries.glance import Glance, glance
from elaas.mounting.queries.told import VisitTold, visits_shown_to
from elaas.mounting.rules import Task
from elaas.people.queries import ActsFor, recipients
from elaas.people.rights import Right
from elaas.web import booking, citizens, clock
from elaas.web.calendar_file import calendar_file
from elaas.web.coordinator import letter_of
from elaas.web.public import contact

# The page to book on, and the one on which it is confirmed.
_ADDRESSES = {
    Task.MOUNT: ("book", "appointment"),
    Task.REMOVE: ("book-removal", "removal-appointment"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Somebody for whom the citizen may do something.

    `to_confirm`: the lock is down, and somebody is to say that the door is as it was. `gone`: it is
    down, and nothing is left of it. `glance`, `visits`: to whoever may follow the case.
    """

    recipient: UUID
    name: str
    own: bool
    books: bool
    sees_log: bool
    follows: bool
    reads: bool
    case: Case | None
    removal: Case | None
    to_confirm: bool
    glance: Glance | None
    gone: Gone | None
    visits: Sequence[VisitTold]


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Everybody for whom the citizen may do something, themself first."""
    found = citizens.all_acting(request)
    names = recipients([one.recipient for one in found])
    shown = [_shown(one, names[one.recipient].name) for one in found]
    context = {"people": shown, "contact": contact(), "now": clock.read()}
    return render(request, "citizen/page.html", context)


@require_safe
@never_cache
def decision(_request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The decision as the letter it was; 404 while nothing is decided."""
    return letter_of(recipient_id)


@require_safe
def time(request: HttpRequest) -> HttpResponse:
    """Booking, where it is plain for whom; else the page to choose on."""
    found = citizens.all_acting(request)
    return redirect("book", found[0].recipient) if len(found) == 1 else redirect("mine")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, recipient_id: UUID, task: Task = Task.MOUNT) -> HttpResponse:
    """Book, or move what is booked."""
    errand = _errand(request, recipient_id, task)
    if errand is None:
        return render(request, "booking/nothing.html", {"task": task, "now": clock.read()})
    return booking.page(request, errand)


@require_safe
@never_cache
def appointment(request: HttpRequest, recipient_id: UUID, task: Task = Task.MOUNT) -> HttpResponse:
    """What is booked: the confirmation, and the card to come back to."""
    one = citizens.acting(request)
    shown = _shown(one, recipients([recipient_id])[recipient_id].name)
    case = shown.removal if task is Task.REMOVE else shown.case
    context = {"one": shown, "case": case, "task": task, "now": clock.read()}
    return render(request, "citizen/appointment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel(request: HttpRequest, recipient_id: UUID, task: Task = Task.MOUNT) -> HttpResponse:
    """Cancel what is booked."""
    errand = _errand(request, recipient_id, task)
    if errand is None:
        return render(request, "booking/nothing.html", {"task": task, "now": clock.read()})
    return booking.cancelling(request, errand)


@require_safe
@never_cache
def calendar(_request: HttpRequest, recipient_id: UUID, task: Task = Task.MOUNT) -> HttpResponse:
    """The appointment for the citizen's own calendar."""
    case = case_of(recipient_id, task=task)
    if case is None or case.booked is None:
        raise Http404
    response = HttpResponse(
        calendar_file(case, case.booked, now=clock.read()), content_type="text/calendar"
    )
    response["Content-Disposition"] = 'attachment; filename="elaas.ics"'
    return response


@require_POST
def confirm(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The lock is down, and the door is as it was; pressed twice it is confirmed once."""
    case = case_of(recipient_id, task=Task.REMOVE)
    by = citizens.actor(citizens.acting(request))
    if case is not None and _to_confirm(case):
        confirm_removal(
            case=case.id, confirmation=Confirmation(how=How.PAGE, of=by), by=by, now=clock.read()
        )
    return redirect("mine")


def _errand(request: HttpRequest, recipient_id: UUID, task: Task) -> booking.Errand | None:
    case = case_of(recipient_id, task=task)
    if case is None:
        return None
    here, done = _ADDRESSES[task]
    return booking.Errand(
        case=case,
        by=citizens.actor(citizens.acting(request)),
        here=reverse(here, args=[recipient_id]),
        done=reverse(done, args=[recipient_id]),
    )


def _shown(one: ActsFor, name: str) -> Shown:
    follows = bool(one.rights & {Right.BOOK, Right.FOLLOW, Right.TOLD})
    removal = case_of(one.recipient, task=Task.REMOVE) if follows else None
    return Shown(
        recipient=one.recipient,
        name=name,
        own=one.kin is None,
        books=Right.BOOK in one.rights,
        sees_log=Right.LOG in one.rights,
        follows=follows,
        reads=Right.FOLLOW in one.rights,
        case=case_of(one.recipient) if follows else None,
        removal=removal,
        to_confirm=Right.BOOK in one.rights and removal is not None and _to_confirm(removal),
        gone=gone(one.recipient) if follows else None,
        glance=glance(one.recipient, now=clock.read()) if Right.FOLLOW in one.rights else None,
        visits=visits_shown_to(one.recipient) if Right.FOLLOW in one.rights else (),
    )


def _to_confirm(case: Case) -> bool:
    """Whether the lock is off the door, and nobody has confirmed how it was left."""
    found = under_way(case.id)
    return found is not None and found.released and found.how is None
