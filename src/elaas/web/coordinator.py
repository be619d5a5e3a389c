"""The coordinator's pages: who must have an eLås, whose doors are not ready, and one case."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.access.queries.pages.coordinator import LISTED, Case, case, named, queue
from elaas.eligibility.operations import ChangedMeanwhile, NothingToReview
from elaas.eligibility.rules import Known, Situation
from elaas.mounting.operations.needs import review_decision, state_situation, take_back_review
from elaas.mounting.queries.cases import case_of
from elaas.mounting.queries.endings import coming_down, coming_down_for
from elaas.mounting.queries.told import in_trouble, visits_of
from elaas.mounting.rules import Task
from elaas.notices.letter import pdf
from elaas.web import clock, need_words, session
from elaas.web.decision_letter import decision_letter, language_of

LONGEST_SEARCH = 100
LONGEST_REASON = 500
ANSWERS = {"yes": True, "no": False}


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """What waits for a coordinator; or the recipients that `q` names."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    context = {
        "coming_down": None if words else coming_down(),
        "words": words,
        "told": 0 if words else len(in_trouble(now=clock.read())),
        "found": named(words) if words else None,
        "queue": None if words else queue(),
        "listed": LISTED,
    }
    return render(request, "coordinator/page.html", context)


@require_safe
def recipient(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """One recipient's case."""
    return shown(request, found(recipient_id))


@require_POST
def situation(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Take in the answers to the five questions."""
    one = found(recipient_id)
    answers = {name: ANSWERS.get(request.POST.get(name, "")) for name in need_words.QUESTIONS}
    told = Known(**answers).situation
    if told is None:
        return shown(request, one, problem=gettext("Answer all five questions."), answers=answers)
    return _decide(request, one, told)


def _decide(request: HttpRequest, one: Case, told: Situation) -> HttpResponse:
    try:
        state_situation(
            recipient=one.recipient.id,
            situation=told,
            by=session.employee(request),
            seen=_seen(request),
            now=clock.read(),
        )
    except ChangedMeanwhile:
        return _changed(request, one.recipient.id)
    return redirect("case", one.recipient.id)


@require_POST
def review(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Change the decision with a reason (`needed` yes or no), or take the change back."""
    one = found(recipient_id)
    because = reason(request)
    if not because:
        return shown(request, one, problem=say_why(), because=request.POST.get("because", ""))
    try:
        _review(request, recipient_id, because)
    except ChangedMeanwhile:
        return _changed(request, recipient_id, because=because)
    except NothingToReview:
        problem = gettext("There is no such decision to change. Look at the case again.")
        return shown(request, one, problem=problem, because=because)
    return redirect("case", recipient_id)


@require_safe
@never_cache
def letter(_request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The decision as a letter to print; 404 while nothing is decided."""
    return letter_of(recipient_id)


def letter_of(recipient_id: UUID) -> HttpResponse:
    """The decision of that recipient as PDF. Raises Http404 while nothing is decided."""
    one, now = found(recipient_id), clock.read()
    written = decision_letter(one, now=now)
    if written is None:
        raise Http404
    return HttpResponse(
        pdf(written, now=now),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="elaas.pdf"'},
    )


def reason(request: HttpRequest) -> str:
    """Why a coordinator does something; empty where nothing was said, or too much."""
    because = request.POST.get("because", "").replace("\0", "").strip()
    return because if len(because) <= LONGEST_REASON else ""


def say_why() -> str:
    """What is said where that is empty."""
    return gettext("Write why, in at most {most} characters.").format(most=LONGEST_REASON)


def _review(request: HttpRequest, recipient_id: UUID, because: str) -> None:
    by, seen, now = session.employee(request), _seen(request) or 0, clock.read()
    needed = ANSWERS.get(request.POST.get("needed", ""))
    if needed is None:
        take_back_review(recipient=recipient_id, because=because, by=by, seen=seen, now=now)
    else:
        review_decision(
            recipient=recipient_id, needed=needed, because=because, by=by, seen=seen, now=now
        )


def _seen(request: HttpRequest) -> int | None:
    """The statement that the form was about; one that is no number is none that exists."""
    told = request.POST.get("seen", "")
    if not told:
        return None
    return int(told) if told.isascii() and told.isdigit() and len(told) < LONGEST_SEARCH else 0


def _changed(request: HttpRequest, recipient_id: UUID, *, because: str = "") -> HttpResponse:
    problem = gettext(
        "Somebody has told something new of this recipient meanwhile. Look at it, and decide again."
    )
    return shown(request, found(recipient_id), problem=problem, because=because, status=409)


def shown(
    request: HttpRequest,
    one: Case,
    *,
    problem: str = "",
    answers: Mapping[str, bool | None] | None = None,
    because: str = "",
    status: int = 400,
) -> HttpResponse:
    """The case; with a `problem`, what was wrong with what was sent, and that once more."""
    known = one.need.known if one.need else Known(services_at_home=one.services)
    context = {
        "case": one,
        "problem": problem,
        "because": because,
        "longest": LONGEST_REASON,
        "questions": need_words.questions(asdict(known) if answers is None else answers),
        "language": language_of(one),
        "mounting": case_of(one.recipient.id),
        "removals": coming_down_for(one.recipient.id),
        "removal_case": case_of(one.recipient.id, task=Task.REMOVE),
        "visits": visits_of(one.recipient.id),
        "now": clock.read(),
    }
    return render(request, "coordinator/case.html", context, status=status if problem else 200)


def found(recipient_id: UUID) -> Case:
    one = case(recipient_id)
    if one is None:
        raise Http404
    return one
