"""What somebody must look at, for auditor and coordinator: three lamps, and one finding each."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.alarms.operations.answer import LONGEST, answer
from elaas.alarms.queries.page import LISTED, FindingPage, finding, overview
from elaas.alarms.rules import Deed, State, may_judge
from elaas.web import clock, finding_words, looks, roles, session, under_way

BAD_REQUEST = 400


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The lamps, what waits under each, and the commands that check it without us."""
    now = clock.read()
    shown = {
        "page": overview(now=now),
        "listed": LISTED,
        "log": under_way.address(request, "/log"),
        "now": now,
    }
    return render(request, "findings/page.html", shown)


@require_safe
@never_cache
def one(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """One finding, with what shows it."""
    return _page(request, _find(finding_id))


@require_POST
def say(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """Say something of it, or close it with a reason."""
    _find(finding_id)
    closes = request.POST.get("deed") == Deed.CLOSED.value
    said = request.POST.get("said", "").replace("\0", "")
    refused = answer(
        finding=finding_id,
        deed=Deed.CLOSED if closes else Deed.COMMENTED,
        said=said,
        by=session.employee(request),
        now=clock.read(),
    )
    if refused is not None:
        error = str(finding_words.NOT_DONE[refused])
        return _page(request, _find(finding_id), error=error, said=said)
    return redirect("finding", finding_id)


def _find(finding_id: UUID) -> FindingPage:
    found = finding(finding_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, found: FindingPage, *, error: str = "", said: str = ""
) -> HttpResponse:
    about = found.about
    who = about.employee.id if about.employee else None
    looks.at_finding(request, about.lock.lock_id if about.lock else None, who)
    shown = {
        "page": found,
        "is_over": about.state is State.CLOSED,
        "may_close": may_judge(employee=who, by=session.employee(request)),
        "may_see_lock": roles.grants(request, "lock/<str:lock_id>/"),
        "error": error,
        "said": said,
        "longest": LONGEST,
        "now": clock.read(),
    }
    return render(request, "findings/one.html", shown, status=BAD_REQUEST if error else 200)
