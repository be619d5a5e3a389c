"""The patrol's call list, and what has been told by SMS."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.notices.operations import calls
from elaas.notices.queries import latest, recipient_of
from elaas.people import contact_register
from elaas.people.looks import Because, Reason, Seen
from elaas.web import clock, looks, session


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Whom to call, and why; that numbers are shown is logged."""
    now = clock.read()
    found = calls.call_list(register=contact_register.load(), by=session.employee(request), now=now)
    lines = [*found.waiting, *found.called, *found.to_post, *found.posted]
    looks.note(request, [Seen(one.recipient, Reason(Because.CALL, one.message)) for one in lines])
    return render(request, "calls/page.html", {"calls": found, "now": now})


@require_POST
def called(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """They have been called."""
    try:
        calls.mark_called(message=message_id, by=session.employee(request), now=clock.read())
    except calls.NoSuchLine:
        raise Http404 from None
    return redirect("calls")


@require_POST
@never_cache
def letter(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """The letter, to print."""
    looks.at(request, recipient_of(message_id), Because.CALL, message_id)
    try:
        made = calls.make_letter(message=message_id, by=session.employee(request), now=clock.read())
    except calls.NoSuchLine:
        raise Http404 from None
    named = {"Content-Disposition": 'inline; filename="elaas.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=named)


@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """The last messages and what became of them; no numbers."""
    messages = latest()
    looks.note(request, [Seen(one.recipient, Reason(Because.MESSAGE, one.id)) for one in messages])
    return render(request, "calls/outbox.html", {"messages": messages, "now": clock.read()})
