"""A coordinator lets a recipient book the mounting: what leads from the need to the door."""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from elaas.access.queries.pages.coordinator import case
from elaas.mounting.operations.cases import HasAnother, close_case
from elaas.mounting.operations.invitation import invite
from elaas.mounting.queries.cases import case_of
from elaas.web import clock


@require_POST
def begin(_request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Open the case; 404 where no eLås must be there, or where the home is not known."""
    one = case(recipient_id)
    if one is None or one.need is None or not one.need.needed or one.way_in is None:
        raise Http404
    now = clock.read()
    with suppress(HasAnother):  # at another home: the page shows that one
        invite(
            recipient=recipient_id,
            home=one.way_in.home,
            with_alarm=one.need.alarm,
            online=settings.BOOKING_OPENS_ON is not None
            and timezone.localdate(now) >= settings.BOOKING_OPENS_ON,
            now=now,
        )
    return redirect("case", recipient_id)


@require_POST
def end(_request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Nothing is to be mounted any more; whoever was to come does not."""
    opened = case_of(recipient_id)
    if opened is None:
        raise Http404
    close_case(case=opened.id, now=clock.read())
    return redirect("case", recipient_id)
