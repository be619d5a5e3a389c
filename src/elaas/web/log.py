"""The page of the log: what it is, its key, who looked at it last, how to check it oneself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from elaas.ledger import signer
from elaas.ledger.queries import tree, witnesses
from elaas.web import clock
from elaas.web.public import show


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For everybody; what it tells stands in the published log, too."""
    key = signer.load().key
    newest = tree.head()
    return show(
        request,
        "log",
        {
            "key": str(key),
            "origin": key.name,
            "newest": newest,
            "checks": witnesses.last_checks(settings.WITNESSES),
            "witnesses": [str(one.key) for one in settings.WITNESSES],
            "address": request.build_absolute_uri(request.path).rstrip("/"),
            "now": clock.read(),
        },
    )
