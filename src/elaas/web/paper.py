"""The log on paper: the service desk prints it for whoever does not log in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elaas.access.operations.paper import NotAPeriod, log_on_paper
from elaas.access.paper import How
from elaas.access.queries.pages.coordinator import LISTED, named
from elaas.access.queries.pages.questions import to_print
from elaas.access.rules import Period
from elaas.notices.letter import pdf
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.queries import recipients
from elaas.web import clock, looks, session
from elaas.web.asked import Unclear
from elaas.web.paper_letter import paper_letter

LONGEST_SEARCH = 100
BAD_REQUEST = 400
# How many days back, today among them.
SPANS = {
    "month": (_("The last month"), 31),
    "quarter": (_("The last three months"), 92),
    "year": (_("The last year"), 366),
}
HOWS = {
    How.HANDED_OVER: _("It is handed over"),
    How.BY_POST: _("It is sent by post"),
}


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """The recipients that `q` names; nobody is shown before it is said why."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    chosen = looks.stated(request)
    found = named(words) if words and chosen else None
    seen = [Seen(one.id, Reason(chosen)) for one in found.shown] if found and chosen else []
    answers = [] if words else to_print()
    waiting = [Seen(one.recipient.id, Reason(Because.ASKED, one.id)) for one in answers]
    looks.note(request, [*seen, *waiting], what=None if words else What.QUEUE)
    shown = {
        "words": words,
        "answers": answers,
        "now": clock.read(),
        "chosen": chosen or Because.ASKED,
        "reasons": looks.REASONS,
        "why_not": bool(words) and chosen is None,
        "found": found,
        "listed": LISTED,
    }
    return render(request, "paper/search.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Which period, and how they get it. POST: the letter, as PDF."""
    whose = recipients([recipient_id]).get(recipient_id)
    if whose is None:
        raise Http404
    asks = looks.asks_why(request, recipient_id, task=None)
    if asks is not None:
        return asks
    wrong, now = "", clock.read()
    if request.method == "POST":
        try:
            return _letter(request, recipient_id, now)
        except Unclear as reason:
            wrong = str(reason)
    shown = {
        "recipient": recipient_id,
        "name": whose.name,
        "protected": whose.protected,
        "spans": {name: said for name, (said, _days) in SPANS.items()},
        "hows": HOWS,
        "given": request.POST,
        "wrong": wrong,
        "today": timezone.localdate(now),
    }
    return render(request, "paper/page.html", shown, status=BAD_REQUEST if wrong else 200)


def _letter(request: HttpRequest, recipient: UUID, now: datetime) -> HttpResponse:
    how = next((one for one in How if one.value == request.POST.get("how")), None)
    if how is None:
        raise Unclear(gettext("Choose how they get it."))
    try:
        found = log_on_paper(
            recipient=recipient,
            period=period(request.POST, now=now),
            how=how,
            by=session.employee(request),
            now=now,
        )
    except NotAPeriod:
        said = gettext("There is room for a year in one letter. Make one letter for each year.")
        raise Unclear(said) from None
    named_so = {"Content-Disposition": 'attachment; filename="elaas-logg.pdf"'}
    made = pdf(paper_letter(found, now=now), now=now)
    return HttpResponse(made, content_type="application/pdf", headers=named_so)


def period(given: Mapping[str, str], *, now: datetime) -> Period:
    """The period that was chosen, until now at most. Raises Unclear."""
    chosen = given.get("span", "")
    if chosen in SPANS:
        return Period(clock.day_of(now, days_ago=SPANS[chosen][1] - 1).start, now)
    if chosen != "own":
        raise Unclear(gettext("Choose a period."))
    first, last = _day(given.get("first", "")), _day(given.get("last", ""))
    if last < first:
        raise Unclear(gettext("The last day is before the first day. Choose them again."))
    if first > timezone.localdate(now):
        raise Unclear(gettext("The first day has not come yet. Choose an earlier one."))
    return Period(clock.midnight(first), min(clock.midnight(last + timedelta(days=1)), now))


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
        clock.midnight(found + timedelta(days=1))
    except (ValueError, OverflowError):
        raise Unclear(gettext("Choose both the first and the last day.")) from None
    return found
