"""The key in a key box: the installer notes what is done with it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from elaas.access.queries.pages.lock import lock_page
from elaas.doors.operations.key_custody import CannotFollow, NoKeyBox, note_key
from elaas.doors.rules import KeyEvent
from elaas.web import clock, session


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
