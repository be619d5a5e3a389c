"""A key box: what is done with its key, and whether it is strong enough to keep one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from elaas.access.queries.pages.lock import lock_page
from elaas.doors.operations import NoSuchClass, accept_class, record_class
from elaas.doors.operations.key_custody import CannotFollow, NoKeyBox, note_key
from elaas.doors.rules import KeyEvent
from elaas.web import clock, session

LONGEST_REASON = 500


@require_POST
def note(request: HttpRequest, lock_id: str) -> HttpResponse:
    """Note one thing; what cannot be (somebody was quicker) changes nothing, as the page shows."""
    event, now = request.POST.get("event", ""), clock.read()
    is_lock = lock_id.isprintable() and lock_page(lock_id, now=now) is not None
    if event not in set(KeyEvent) or not is_lock:
        raise Http404
    try:
        note_key(lock_id=lock_id, event=KeyEvent(event), by=session.employee(request), now=now)
    except NoKeyBox:
        raise Http404 from None
    except CannotFollow:
        pass  # the page says where the key is now
    return redirect("lock", lock_id)


@require_POST
def approval(request: HttpRequest, lock_id: str) -> HttpResponse:
    """Record the box's approval class, or say why it may be mounted although that is not enough."""
    by, now = session.employee(request), clock.read()
    if not lock_id.isprintable() or lock_page(lock_id, now=now) is None:
        raise Http404
    because = request.POST.get("because", "").replace("\0", "").strip()[:LONGEST_REASON]
    try:
        if because:
            accept_class(lock_id=lock_id, because=because, by=by, now=now)
        elif "class" in request.POST:
            chosen = request.POST["class"]
            record_class(lock_id=lock_id, approval_class=chosen, by=by, now=now)
    except (NoKeyBox, NoSuchClass):
        raise Http404 from None
    return redirect("lock", lock_id)
