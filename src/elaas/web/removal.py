"""Trygghetspatruljen takes a lock down: what is left to do, photos, and who confirms."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.doors.photos import NotAPhoto
from elaas.mounting.endings import How
from elaas.mounting.operations.removal import (
    Confirmation,
    NoRemoval,
    NotTheirs,
    complete_removal,
    confirm_removal,
    keep_photo,
    write_off_unit,
)
from elaas.mounting.queries.cases import case
from elaas.mounting.queries.endings import removal
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Because
from elaas.web import clock, coordinator, looks, patrol, session

CONFLICT = 409


@require_safe
@never_cache
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """How far it has come."""
    return _page(request, case_id)


@require_POST
def photo(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A photo of the door as it is now."""
    taken = request.FILES.get("photo")
    told, by = taken.read() if taken else b"", session.employee(request)
    try:
        keep_photo(case=case_id, photo=told, by=by, now=clock.read())
    except NotAPhoto:
        problem = gettext("The photo cannot be read. Take another one, as JPEG, PNG or WebP.")
        return _page(request, case_id, problem=problem, status=400)
    except NoRemoval:
        raise Http404 from None
    return redirect("removal", case_id)


@require_POST
def nobody(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Nobody is left who could confirm it; whoever is logged in says why."""
    by = Actor(ActorKind.EMPLOYEE, session.employee(request) or patrol.NOBODY)
    because = coordinator.reason(request)
    try:
        confirm_removal(
            case=case_id,
            confirmation=Confirmation(how=How.NOBODY, of=by, because=because),
            by=by,
            now=clock.read(),
        )
    except NotTheirs:
        return _page(request, case_id, problem=coordinator.say_why(), status=400)
    except NoRemoval:
        raise Http404 from None
    return _then(request, case_id)


@require_POST
def complete(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The visit is over; what is left is said."""
    try:
        left = complete_removal(case=case_id, now=clock.read())
    except NoRemoval:
        raise Http404 from None
    if left:
        problem = gettext("It cannot be completed yet.")
        return _page(request, case_id, problem=problem, status=CONFLICT)
    return redirect("patrol-booking")


@require_POST
def broken(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The lock cannot be released: it comes off all the same, and never serves again."""
    because = coordinator.reason(request)
    if not because:
        return _page(request, case_id, problem=coordinator.say_why(), status=400)
    try:
        write_off_unit(
            case=case_id, because=because, by=session.employee(request), now=clock.read()
        )
    except NoRemoval:
        raise Http404 from None
    return redirect("removal", case_id)


def _then(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """It may have been the last thing that was left."""
    gone = removal(case_id) is None
    return redirect("patrol-booking") if gone else _page(request, case_id)


def _page(
    request: HttpRequest, case_id: UUID, *, problem: str = "", status: int = 200
) -> HttpResponse:
    under_way, one = removal(case_id), case(case_id)
    if under_way is None or one is None:
        raise Http404
    looks.at(request, one.recipient, Because.REMOVAL, case_id)
    context = {
        "removal": under_way,
        "case": one,
        "problem": problem,
        "longest": coordinator.LONGEST_REASON,
        "now": clock.read(),
    }
    return render(request, "installer/removal.html", context, status=status)
