"""A coordinator lets a lock be taken down, or keeps one that was to be, each with a reason."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from elaas.mounting import told
from elaas.mounting.operations.begin_removal import Words, decide_removal, keep_lock
from elaas.mounting.operations.booking import is_open
from elaas.mounting.queries.endings import coming_down_for
from elaas.web import clock, coordinator, removal_words, session
from elaas.web.under_way import address


@require_POST
def begin(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The lock comes down: a time is asked for at once."""
    one = coordinator.found(recipient_id)
    if one.way_in is None:
        raise Http404
    because = coordinator.reason(request)
    if not because:
        return coordinator.shown(request, one, problem=coordinator.say_why())
    refused = decide_removal(
        recipient=recipient_id,
        home=one.way_in.home,
        because=because,
        by=session.employee(request),
        words=words(address(request, reverse("mine"))),
        now=clock.read(),
    )
    if refused is not None:
        said = str(removal_words.NOT_BEGUN[refused])
        return coordinator.shown(request, one, problem=said, status=409)
    return redirect("case", recipient_id)


@require_POST
def keep(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The lock stays where it is."""
    one = coordinator.found(recipient_id)
    because = coordinator.reason(request)
    if not because:
        return coordinator.shown(request, one, problem=coordinator.say_why())
    by, now = session.employee(request), clock.read()
    wanted = request.POST.get("ending", "")
    for coming in coming_down_for(recipient_id):
        if str(coming.id) == wanted and keep_lock(
            ending=coming.id, because=because, by=by, now=now
        ):
            return redirect("case", recipient_id)
    problem = gettext("Nothing was stopped: the eLås is down already, or stays already.")
    return coordinator.shown(request, one, problem=problem, status=409)


def words(link: str) -> Words:
    """What people are told, with a link to their page."""
    return Words(
        ask=lambda language: told.ask(language, link=link),
        after_death=told.after_death,
        online=is_open(settings.BOOKING_OPENS_ON, now=clock.read()),
    )
