"""Looking is logged: whom a page shows is noted first, and a page that forgot is not shown.

The pages are in `web/shows.py`. In the demo everybody looks without being logged in: there is
nobody to note, until somebody logs in.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from elaas.mounting.operations.looks import of_orders
from elaas.mounting.queries.behind import residents_behind
from elaas.people.looks import STATED, Because, Reason, Seen, What
from elaas.people.operations import looks
from elaas.people.queries.looks import reason_now
from elaas.web import clock, session
from elaas.web.shows import SHOWS

_SHOWN = range(200, 300)
# What is chosen from, where the reason does not follow from a task.
REASONS = {
    Because.ASKED: _("They, or somebody close to them, have asked"),
    Because.CARE: _("To plan or give care"),
    Because.FAULT: _("Something is wrong with the door or the lock"),
    Because.CHECK: _("To check who has had access"),
}


class NotLogged(Exception):
    """A page was about to show people's data, and nobody has noted who looks."""


def note(request: HttpRequest, seen: Iterable[Seen], *, what: What | None = None) -> None:
    """Note that whoever is logged in is shown these people's data; `what`: instead of the page's.

    A page that may show people calls it on every way, also for nobody.
    """
    employee, page = session.employee(request), what or _shows(request)
    if page is None:
        raise NotLogged
    if employee is not None:
        looks.look(employee=employee, seen=seen, what=page, now=clock.read())
    elif not settings.DEMO:
        raise NotLogged
    request.looked = True  # type: ignore[attr-defined]


def at(request: HttpRequest, recipient: UUID | None, because: Because, about: UUID | None) -> None:
    """Note a look at one person, for a task; None: at nobody in particular."""
    note(request, [Seen(recipient, Reason(because, about))] if recipient else [])


def at_door(request: HttpRequest, lock_id: str) -> None:
    """Note a look at those who live behind that door, if it is a home's: for the door's sake."""
    there = residents_behind(lock_id, now=clock.read())
    note(request, [Seen(one, Reason(Because.DOOR)) for one in there])


def at_orders(request: HttpRequest, orders: Iterable[tuple[UUID, UUID | None]]) -> None:
    """Note a look at those who live where these orders, each with its home, are to be done."""
    note(request, of_orders(orders, now=clock.read()))


def at_finding(request: HttpRequest, lock_id: str | None, colleague: UUID | None) -> None:
    """Note a look at those behind that door and at what a colleague did: it is to be checked."""
    employee, now = session.employee(request), clock.read()
    there = residents_behind(lock_id, now=now) if lock_id else set()
    note(request, [Seen(one, Reason(Because.CHECK)) for one in there])
    if employee is not None and colleague not in (None, employee):
        looks.look_up_openings(
            employee=employee, colleague=colleague, because=Because.CHECK, now=now
        )


def stated(request: HttpRequest) -> Because | None:
    """The reason that was chosen; None: none was, or it is no choice."""
    given = request.GET.get("because", "")
    return next((one for one in STATED if one.value == given), None)


def asks_why(request: HttpRequest, recipient: UUID, *, task: Reason | None) -> HttpResponse | None:
    """Note a look at one person, or answer the page that asks why; None: it is noted.

    The reason is what was chosen just now; else the one of this hour; else the `task`'s. Whoever
    changes something has a task.
    """
    employee = session.employee(request)
    chosen = stated(request)
    reason = Reason(chosen) if chosen else None
    if reason is None and employee is not None:
        reason = reason_now(employee=employee, whose=recipient, now=clock.read())
    reason = reason or task
    if reason is None and employee is not None:
        note(request, [])
        return _why(request)
    note(request, [Seen(recipient, reason)] if reason else [])
    return None


def asks_why_openings(request: HttpRequest, colleague: UUID) -> HttpResponse | None:
    """Note a look at what one employee has opened, or answer the page that asks why."""
    employee, now = session.employee(request), clock.read()
    if employee is None:
        note(request, [])
        return None
    told = reason_now(employee=employee, whose=colleague, now=now)
    because = stated(request) or (told.because if told else None)
    note(request, [])
    if because is None:
        return _why(request)
    looks.look_up_openings(employee=employee, colleague=colleague, because=because, now=now)
    return None


def hold(request: HttpRequest, response: HttpResponse) -> None:
    """Raise NotLogged for a page that shows people's data and has not noted who looks."""
    if response.status_code in _SHOWN and _shows(request) and not hasattr(request, "looked"):
        raise NotLogged


def _why(request: HttpRequest) -> HttpResponse:
    return render(request, "looks/why.html", {"reasons": REASONS, "now": clock.read()})


def _shows(request: HttpRequest) -> What | None:
    return SHOWS.get(request.resolver_match.route) if request.resolver_match else None
