"""The demo's first page: whose page to look at."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from elaas.access.queries.pages.chooser import chooser
from elaas.web import clock

LONGEST_SEARCH = 100


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everyone and every lock, or those that `q` names."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = chooser(words)
    shown = {
        "chooser": found,
        "words": words,
        "now": clock.read(),
        "login": bool(settings.LOGIN_ISSUER),
        "citizen_login": bool(settings.CITIZEN_LOGIN_ISSUER),
    }
    return render(request, "chooser/page.html", shown)
