"""What crews' phones have told and could not be stored as told: somebody looks at it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.mounting.operations.visit.troubles import look_at, try_again
from elaas.mounting.queries.told import in_trouble
from elaas.people.looks import Because, Reason, Seen
from elaas.web import clock, looks, session
from elaas.web.visit_texts import STEPS, TROUBLES, WAITED


@require_safe
@never_cache
def everything(request: HttpRequest) -> HttpResponse:
    """What waits for a person."""
    now = clock.read()
    found = in_trouble(now=now)
    looks.note(
        request,
        [
            Seen(one.recipient, Reason(Because.REPORT, one.id))
            for one in found
            if one.recipient is not None
        ],
    )
    rows = [
        {
            "told": one,
            "step": STEPS[one.kind],
            "why": TROUBLES[one.trouble] if one.trouble else WAITED,
        }
        for one in found
    ]
    return render(request, "coordinator/told.html", {"rows": rows, "now": now})


@require_POST
def looked(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Somebody has done what there was to do; or wants it tried again."""
    by, now = session.employee(request), clock.read()
    if request.POST.get("again"):
        try_again(report=report_id, by=by, now=now)
    else:
        look_at(report=report_id, by=by, now=now)
    return redirect("told")
